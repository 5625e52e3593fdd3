#include "daemon/command/commander.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "daemon/command/gate.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/unit/daemon/command/scheduler_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

// A commander with two lines, "one" and "two", of which the second has not opened. What it says on status
// topics stands as "COMMAND ID STATE", a cancel's answer as "COMMAND ID OUTCOME".
class commander_test : public ::testing::Test {
protected:
    command_settings& add(const std::string& name, std::size_t port = 0) {
        command_settings made;
        made.name = name;
        made.port = port;
        made.write = name;
        made.timeout = 1s;
        made.max_age = 10s;
        configured_.commands.push_back(std::move(made));
        return configured_.commands.back();
    }
    void build() {
        for (const char* name : {"one", "two"}) {
            configured_.ports.emplace_back();
            configured_.ports.back().name = name;
        }
        const announcer nobody = [](std::string, std::string, content) {};
        commands_ = std::make_unique<commander>(
            configured_, commander::surroundings{"weir/n", clock_, answers_, nobody, {}});
        for (const std::size_t port : {0U, 1U}) {
            std::vector<std::size_t> its;
            for (std::size_t i = 0; i < configured_.commands.size(); ++i) {
                if (configured_.commands[i].port == port) its.push_back(i);
            }
            commands_->serve(its, configured_.ports[port].name, [&](line_user& user) -> line& {
                users_[port] = &user;
                return lines_[port];
            });
        }
        gate_.open_to(*commands_);
        subscribed_ = gate_.subscriptions();
        users_[0]->opened(monotonic_clock::now());
    }
    void publish(const std::string& below, std::string payload) {
        const incoming message("weir/n/cmd/" + below, std::move(payload), 1, false);
        const std::size_t which = below.ends_with("/cancel") ? 1 : below.ends_with("/refresh") ? 2 : 0;
        subscribed_.at(which).second.on_message(message);
    }
    // Runs the end, with a device that takes all and says nothing.
    void finish_in(duration time) {
        stall_detector stalls(1h, [](const task&, duration) {});
        task root("root", stalls);
        boost::asio::io_context loop(1);
        test::spawned ending(loop, commands_->finish(root, monotonic_clock::now() + time));
        const auto ended = [&] {
            if (std::exchange(lines_[0].busy, false)) users_[0]->written(monotonic_clock::now());
            return ending.ended();
        };
        EXPECT_TRUE(test::run_until(loop, ended));
    }
    std::vector<std::string> said() {
        std::vector<std::string> all;
        while (!answers_.empty()) {
            const outgoing one = answers_.pop();
            if (!one.topic.ends_with("/status")) continue;
            const boost::json::value parsed = boost::json::parse(one.payload);
            const boost::json::object& answer = parsed.as_object();
            const char* what = answer.contains("cancel") ? "cancel" : "state";
            std::string line;
            for (const char* key : {"command", "id", what})
                line += (line.empty() ? "" : " ") + std::string(answer.at(key).as_string());
            const auto* twice = answer.if_contains("duplicate");
            all.push_back(line + (twice != nullptr && twice->as_bool() ? " again" : ""));
        }
        return all;
    }

    settings configured_;
    sample_clock clock_{clock_trust::trust};
    outbox answers_{{}};
    test::played_line lines_[2];
    line_user* users_[2] = {};
    std::unique_ptr<commander> commands_;
    request_gate gate_{"weir/n"};
    std::vector<std::pair<subscription, subscriber>> subscribed_;
};

TEST_F(commander_test, RejectsValuesThatMakeAPatternTooLarge) {
    command_settings& echo = add("echo");
    echo.params.emplace_back();
    echo.params.back().name = "x";
    echo.params.back().type = param_type::text;
    echo.write = "{x}";
    echo.expect = "^({x},?){1,900}$";
    build();
    publish("echo", R"({"id": "1", "params": {"x": ")" + std::string(1024, 'y') + R"("}})");
    EXPECT_THAT(said(), ElementsAre("echo 1 rejected"));
    publish("echo", R"({"id": "2", "params": {"x": "y"}})");
    EXPECT_THAT(said(), ElementsAre("echo 2 accepted", "echo 2 running"));
}

TEST_F(commander_test, RunsNothingThatHasFailedUnderTheSameId) {
    add("go", 1);
    build();
    publish("go", R"({"id": "1"})");
    EXPECT_THAT(said(), ElementsAre("go 1 failed"));
    users_[1]->opened(monotonic_clock::now());
    publish("go", R"({"id": "1"})");
    EXPECT_THAT(said(), ElementsAre("go 1 failed again"));
    publish("go", R"({"id": "2"})");
    EXPECT_THAT(said(), ElementsAre("go 2 accepted", "go 2 running"));
}

TEST_F(commander_test, HoldsALineThatIsNotThereToo) {
    command_settings& stop = add("stop", 1);
    stop.emergency = stop.latch = true;
    add("go", 1);
    build();
    publish("stop", R"({"id": "1"})");
    users_[1]->opened(monotonic_clock::now());
    publish("go", R"({"id": "2"})");
    EXPECT_THAT(said(), ElementsAre("stop 1 failed", "go 2 rejected"));
}

TEST_F(commander_test, DoesNothingTwiceForADoubleOfWhatIsBuiltIn) {
    command_settings& stop = add("stop");
    stop.emergency = stop.latch = true;
    add("go");
    build();
    publish("stop", R"({"id": "1"})");
    publish("sys-arm", R"({"id": "2"})");
    lines_[0].busy = false;
    users_[0]->written(monotonic_clock::now());
    publish("stop", R"({"id": "3"})");
    said();
    publish("sys-arm", R"({"id": "2"})");
    publish("sys-ping", R"({"id": "2"})");
    publish("go", R"({"id": "4"})");
    EXPECT_THAT(said(), ElementsAre("sys-arm 2 succeeded again", "sys-ping 2 rejected", "go 4 rejected"));
    publish("sys-arm", R"({"id": "5"})");
    publish("sys-safe-state", R"({"id": "6"})");
    publish("sys-safe-state", R"({"id": "6"})");
    EXPECT_THAT(said(), ElementsAre("sys-arm 5 succeeded", "sys-safe-state 6 succeeded",
                                    "sys-safe-state 6 succeeded again"));
}

TEST_F(commander_test, KnowsAnIdOnlyAsItsOwnCommands) {
    add("slow").expect = "OK";
    add("other");
    build();
    publish("slow", R"({"id": "1"})");
    said();
    publish("other/cancel", "1");
    EXPECT_THAT(said(), ElementsAre("other 1 not_found"));
    users_[0]->written(monotonic_clock::now());
    users_[0]->offer({"OK", {}}, monotonic_clock::now());
    EXPECT_THAT(said(), ElementsAre("slow 1 succeeded"));
    publish("other/cancel", "1");
    publish("slow/cancel", "1");
    EXPECT_THAT(said(), ElementsAre("other 1 not_found", "slow 1 already_finished"));
}

TEST_F(commander_test, LeavesTimeForSafeStatesAtTheEnd) {
    command_settings& slow = add("slow");
    slow.expect = "OK";
    slow.cancel = cancel_settings{"X", "STOPPED", 1h};
    add("park").on_stop = true;
    build();
    publish("slow", R"({"id": "1"})");
    lines_[0].busy = false;
    users_[0]->written(monotonic_clock::now());
    finish_in(200ms);
    EXPECT_THAT(lines_[0].written, ElementsAre("slow", "X", "park"));
}

}  // namespace
}  // namespace weir
