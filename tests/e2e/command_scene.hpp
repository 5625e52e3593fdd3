#pragma once

#include <functional>
#include <optional>

#include "tests/e2e/command_ledger.hpp"
#include "tests/e2e/scene.hpp"
#include "tests/support/device.hpp"

namespace weir::test {

// How a request ended.
struct command_end {
    std::string state;
    std::string code;
    std::string effect;
    std::string message{};  // a part of it; empty: there is none
};

// A scene with devices that answer, and requests that are followed through all that weir says of them.
// Commands that are meant to succeed have a generous timeout there; those that are meant to fail a short one.
class command_scene : public scene {
protected:
    // Plugged in, and with manners still to be given.
    device& simulate(const std::string& name);
    // Starts, and waits until weir is online and the ports of all simulated devices are open.
    void begin(std::string_view rest, std::string_view mqtt = "");
    // The same with a folder for what weir remembers; it outlives the daemon.
    void begin_with_memory(std::string_view rest);
    // And again, when the test has ended that daemon.
    void start_again();
    void await_ready();

    // Asks with a new id, a Response Topic of its own (`answers/<id>`) and a Correlation Data that is no
    // text; gives the id. `more`: further keys of the request, as in R"("timeout_ms": 100)".
    std::string ask(const std::string& command, const std::string& params = "{}",
                    const std::string& more = "");
    // The same with an id that may have been used before.
    void ask_as(const std::string& id, const std::string& command, const std::string& params = "{}",
                const std::string& more = "");
    void send(const std::string& command, const std::string& payload, const publish_properties& with = {});
    void cancel(const std::string& command, const std::string& payload = "",
                const publish_properties& with = {});
    static std::string correlation_of(const std::string& id) { return std::string("\0\xff", 2) + id; }

    using condition = std::function<bool(const command_ledger&)>;
    void await_that(const condition& holds, const std::string& what);
    // Until the state was on `status`.
    void await_state_of(const std::string& id, const std::string& state);
    // Until the final state was on `status`; that message.
    said await_final(const std::string& id);
    said await_answer(const std::string& id, std::size_t number = 1);  // on the Response Topic
    said await_audit(const std::string& id);
    std::string await_cancel_answer(const std::string& id);  // on status: what it says
    std::vector<std::string> states(const std::string& id);
    // All that weir had to say up to now has arrived.
    void catch_up();
    const command_ledger& ledger() const { return ledger_; }

    // Waits for the end of the request, wherever it is told, and holds that to what is expected: on status,
    // on the Response Topic, in the audit and, if it was accepted, on `last`; each exactly once.
    void expect_end(const std::string& id, const command_end& how);
    void expect_answer(const said& answer, const command_end& how);

    // That it was told these lines, sooner or later, and no others.
    void expect_heard(const device& by, const std::vector<std::string>& lines);

    void bring_back_broker();

private:
    void expect_same(const said& final, const said& other);
    void expect_order(std::vector<std::string> states, const std::string& final);

    temp_folder memory_;
    std::string configured_;  // with memory
    std::size_t seen_before_ = 0;
    std::map<std::string, std::unique_ptr<device>> devices_;
    command_ledger ledger_;
    bool broker_was_lost_ = false;
    int last_id_ = 0;
};

}  // namespace weir::test
