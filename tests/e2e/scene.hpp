#pragma once

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/support/weir_daemon.hpp"

namespace weir::test {

// An end-to-end test's scene: a private broker, a subscriber that sees everything, devices behind real ptys,
// and weir as the node `bench`. Topics are written without `weir/bench/`, but where said otherwise.
class scene : public ::testing::Test {
protected:
    scene();
    ~scene() override;

    // A device; weir finds it at PTY/<name>.
    pty& plug(const std::string& name);
    std::string device_path(const std::string& name) const { return folder_ / name; }

    // The configuration's head, with the broker's address, and then `rest`, in which PTY stands for the
    // folder of the devices. `mqtt` is added to the section of that name, as in "protocol: 3.1.1".
    std::string configuration(std::string_view rest, std::string_view mqtt = "") const;
    weir_daemon& start(std::string_view rest, std::string_view mqtt = "");
    weir_daemon& start_as(const weir_daemon::options& how, std::string_view rest);
    weir_daemon& weir() { return *weir_; }

    // What the subscriber has seen, oldest first.
    std::vector<std::string> payloads(const std::string& topic) const;
    std::vector<std::string> all_of(const std::string& full_topic) const;
    // What one who subscribes now gets at once, as retained.
    std::string late_comer(const std::string& full_topic) const;

    // Wait for a condition; a test that waits in vain fails with the daemon's log.
    void await(const std::string& topic, const std::string& last_payload);
    void await_state(const std::string& port, const std::string& state);
    void await_count(const std::string& topic, std::size_t at_least);
    // The first `stats` from now on that `holds` is true of.
    template <class Predicate>
    boost::json::object await_stats(Predicate holds);
    void expect(bool held, const std::string& what) const;

    static boost::json::object json_of(const std::string& payload);
    std::string last(const std::string& topic) const;

    mqtt_client& watcher() { return *watcher_; }
    // The broker starts again and with it the subscriber, which has seen nothing yet.
    void bring_back_broker();

    broker broker_;

private:
    void watch();

    std::unique_ptr<mqtt_client> watcher_;
    temp_folder folder_;
    std::map<std::string, std::unique_ptr<pty>> devices_;
    std::unique_ptr<weir_daemon> weir_;
};

template <class Predicate>
boost::json::object scene::await_stats(Predicate holds) {
    boost::json::object found;
    const auto fits = [&] {
        const std::string latest = last("stats");
        if (!latest.empty()) found = json_of(latest);
        return !latest.empty() && holds(found);
    };
    expect(wait_until(fits), "the expected stats");
    return found;
}

}  // namespace weir::test
