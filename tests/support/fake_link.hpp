#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "daemon/mqtt/mqtt_link.hpp"

namespace weir::test {

// A link whose conversation is written down beforehand. Each call is a line, in this order: "connect
// CLIENT-ID", "subscribe FILTER:QOS ...", "send TOPIC=PAYLOAD", "publish TOPIC=PAYLOAD", "disconnect",
// "drop"; "unsubscribe FILTER ...". A call that is not the next line fails the test, and so does a line that
// was not called for.
//
// Only where there are any, the filter's flag and the message's properties follow: "subscribe
// FILTER:1:requests", "send TOPIC=PAYLOAD [response=TOPIC, correlation=TEXT-OR-0xHEX, expiry=SECONDS,
// NAME=VALUE, ...]".
class fake_link final : public mqtt_link {
public:
    ~fake_link() override;

    // The next call, and what it is answered (a subscribe: for each of its filters in turn, then success).
    void expect(std::string call, std::vector<link_status> reply = {});
    // The next call, which is never answered: it ends at its deadline, or when the link is lost.
    void expect_without_answer(std::string call);
    bool all_called() const { return script_.empty(); }

    // Takes no more than this at QoS 1 and 2 without acknowledgement, and at QoS 0 at all.
    std::size_t window = 100;
    std::size_t credit = 100;
    // What stalled_since() says.
    std::optional<monotonic_time> stalled;

    // What the broker does.
    void acknowledge(const link_status& how = {});  // the oldest unacknowledged
    void write(std::size_t messages);               // gives credit back
    void deliver(incoming message) { user_->on_message(std::move(message)); }
    void lose(const link_status& why);

    std::size_t unacknowledged() const { return sent_.size(); }
    const std::optional<link_options>& last_options() const { return options_; }

    void observe(link_events& user) override { user_ = &user; }
    void be_seen_as(task&) override {}
    bool close(monotonic_time) override { return true; }
    awaitable<link_status> connect(const link_options& options, monotonic_time deadline) override;
    awaitable<std::vector<link_status>> subscribe(std::span<const subscription> wanted,
                                                  monotonic_time deadline) override;
    awaitable<std::vector<link_status>> unsubscribe(std::span<const std::string> filters,
                                                    monotonic_time deadline) override;
    awaitable<link_status> publish(const outgoing& message, monotonic_time deadline) override;
    awaitable<link_status> disconnect(monotonic_time deadline) override;
    void drop() override;
    sent send(const outgoing& message, std::uint32_t id) override;
    void catch_up() override {}
    bool connected() const override { return connected_; }
    std::optional<monotonic_time> stalled_since() const override { return stalled; }
    counters count() const override { return {}; }

private:
    struct line {
        std::string call;
        bool answered;
        std::vector<link_status> reply;
    };
    line called(const std::string& call);
    awaitable<link_status> answer(std::string call, monotonic_time deadline);
    void down();

    link_events* user_ = nullptr;
    std::deque<line> script_;
    std::deque<std::uint32_t> sent_;
    std::optional<link_options> options_;
    bool connected_ = false;
    event silence_;
};

}  // namespace weir::test
