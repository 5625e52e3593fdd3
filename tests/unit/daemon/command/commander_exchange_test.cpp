#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "daemon/command/commander.hpp"
#include "daemon/command/gate.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/unit/daemon/command/scheduler_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A commander that takes the place of another on the line "one", behind a gate. What they say on status
// topics stands as "COMMAND ID STATE".
class commander_exchange : public ::testing::Test {
protected:
    commander_exchange() {
        configured_.ports.emplace_back();
        configured_.ports.back().name = "one";
        subscribed_ = gate_.subscriptions();
    }
    ~commander_exchange() override { loop_.poll(); }

    static command_settings& add(settings& to, const std::string& name) {
        command_settings made;
        made.name = name;
        made.port = 0;
        made.write = name;
        made.timeout = 10s;
        made.max_age = 10s;
        to.commands.push_back(std::move(made));
        return to.commands.back();
    }
    commander::surroundings around() {
        const announcer nobody = [](std::string, std::string, content) {};
        return {"weir/n", clock_, answers_, nobody, {}};
    }
    void serve(commander& by, const settings& configured) {
        std::vector<std::size_t> all;
        for (std::size_t i = 0; i < configured.commands.size(); ++i)
            all.push_back(i);
        by.serve(all, "one", [&](line_user& user) -> line& {
            user_ = &user;
            if (up_) user.opened(monotonic_clock::now());
            return line_;
        });
    }
    void build() {
        first_ = std::make_unique<commander>(configured_, around());
        serve(*first_, configured_);
        gate_.open_to(*first_);
    }
    void open() {
        up_ = true;
        user_->opened(monotonic_clock::now());
    }
    // As the bench does it; what is called the same stays.
    void exchange() {
        ASSERT_TRUE(first_->quiet());
        const auto kept = [this](const std::string& name) {
            return std::ranges::find(changed_, name) == changed_.end();
        };
        second_ = std::make_unique<commander>(next_, around(), *first_, kept);
        serve(*second_, next_);
        second_->settle_in();
        gate_.open_to(*second_);
    }
    void publish(const std::string& below, const std::string& payload) {
        const incoming message("weir/n/cmd/" + below, payload, 1, false);
        const std::size_t which = below.ends_with("/cancel") ? 1 : below.ends_with("/refresh") ? 2 : 0;
        subscribed_.at(which).second.on_message(message);
    }
    void ask(const std::string& command, const std::string& id) {
        publish(command, R"({"id": ")" + id + "\"}");
    }
    void written() {
        line_.busy = false;
        user_->written(monotonic_clock::now());
    }
    std::vector<std::string> said() {
        std::vector<std::string> all;
        while (!answers_.empty()) {
            const outgoing one = answers_.pop();
            if (!one.topic.ends_with("/status")) continue;
            const boost::json::object answer = boost::json::parse(one.payload).as_object();
            if (answer.contains("cancel")) continue;
            all.push_back(std::string(answer.at("command").as_string()) + " " +
                          std::string(answer.at("id").as_string()) + " " +
                          std::string(answer.at("state").as_string()));
        }
        return all;
    }

    settings configured_;
    settings next_;
    std::vector<std::string> changed_;  // of next_
    sample_clock clock_{clock_trust::trust};
    outbox answers_{{}};
    boost::asio::io_context loop_{1};
    request_gate gate_{"weir/n"};
    test::played_line line_;
    line_user* user_ = nullptr;
    bool up_ = false;
    std::unique_ptr<commander> first_;
    std::unique_ptr<commander> second_;
    std::vector<std::pair<subscription, subscriber>> subscribed_;
};

TEST_F(commander_exchange, KnowsDoublesAndGoesOnCounting) {
    add(configured_, "go");
    next_ = configured_;
    build();
    open();
    ask("go", "1");
    written();
    EXPECT_THAT(said(), ElementsAre("go 1 accepted", "go 1 running", "go 1 succeeded"));
    exchange();
    ask("go", "1");
    EXPECT_THAT(said(), ElementsAre("go 1 succeeded"));
    EXPECT_THAT(line_.written, ElementsAre("go"));
    ask("go", "2");
    written();
    const commander::counters counted = second_->count();
    EXPECT_EQ(counted.doubles, 1U);
    EXPECT_EQ(counted.ended.at(static_cast<std::size_t>(command_state::succeeded)), 2U);
}

TEST_F(commander_exchange, ALatchHoldsUntilItIsArmed) {
    add(configured_, "go");
    add(configured_, "hold").latch = true;
    build();
    open();
    ask("hold", "1");
    written();
    next_ = configured_;
    next_.commands.erase(next_.commands.begin() + 1);  // even without the command that has latched it
    exchange();
    said();
    ask("go", "2");
    EXPECT_THAT(said(), ElementsAre("go 2 rejected"));
    EXPECT_THAT(second_->count().latched, ElementsAre("one"));
    publish("sys-arm", "");
    said();
    ask("go", "3");
    EXPECT_THAT(said(), ElementsAre("go 3 accepted", "go 3 running"));
}

TEST_F(commander_exchange, WhatRunsOnOpeningRunsForNewAndChangedCommandsAlone) {
    for (const char* const name : {"kept", "changed"}) {
        add(configured_, name).on_open = true;
    }
    add(configured_, "started").on_start = true;
    next_ = configured_;
    add(next_, "fresh").on_open = true;
    changed_ = {"changed", "fresh"};
    build();
    open();
    for (int i = 0; i < 3; ++i)
        written();
    EXPECT_THAT(line_.written, ElementsAre("kept", "changed", "started"));
    line_.written.clear();
    exchange();
    for (int i = 0; i < 2; ++i)
        written();
    EXPECT_THAT(line_.written, ElementsAre("changed", "fresh"));
    EXPECT_FALSE(line_.busy);
    user_->lost("gone", 0, monotonic_clock::now());
    line_.written.clear();
    open();
    for (int i = 0; i < 3; ++i)
        written();
    EXPECT_THAT(line_.written, ElementsAre("kept", "changed", "fresh")) << "a line that opens anew is one";
}

TEST_F(commander_exchange, DeadMansSwitchesKeepOn) {
    add(configured_, "go").deadman = deadman_settings{300ms, 1};
    add(configured_, "stop");
    next_ = configured_;
    std::swap(next_.commands[0], next_.commands[1]);
    next_.commands[1].deadman->then = 0;
    build();
    open();
    ask("go", "1");
    written();
    exchange();
    EXPECT_THAT(line_.written, ElementsAre("go"));
    stall_detector stalls(1h, [](const task&, duration) {});
    task root("root", stalls);
    test::spawned running(loop_, second_->run(root));
    EXPECT_TRUE(test::run_until(loop_, [&] { return line_.written.size() == 2; }));
    EXPECT_EQ(line_.written.back(), "stop");
    running.cancel();
    EXPECT_TRUE(test::run_until(loop_, [&] { return running.ended(); }));
}

TEST_F(commander_exchange, AnArmedSwitchThatNobodyWillLookAfterTripsFirst) {
    add(configured_, "go").deadman = deadman_settings{10min, 1};
    add(configured_, "stop");
    build();
    open();
    ask("go", "1");
    written();
    ASSERT_TRUE(first_->quiet());
    stall_detector stalls(1h, [](const task&, duration) {});
    task root("root", stalls);
    const std::function<bool(const std::string&)> nobody = [](const std::string&) { return false; };
    test::spawned waiting(loop_, first_->until_quiet(root, nobody));
    loop_.poll();
    EXPECT_THAT(line_.written, ElementsAre("go", "stop"));
    EXPECT_FALSE(waiting.ended());
    written();
    EXPECT_TRUE(test::run_until(loop_, [&] { return waiting.ended(); }));
    EXPECT_EQ(waiting.failure(), nullptr);
}

TEST_F(commander_exchange, IsNotQuietBeforeALineWithAStuckWriteIsLost) {
    add(configured_, "go").timeout = 10ms;
    build();
    open();
    ask("go", "1");
    stall_detector stalls(1h, [](const task&, duration) {});
    task root("root", stalls);
    test::spawned running(loop_, first_->run(root));
    EXPECT_TRUE(test::run_until(loop_, [&] { return line_.abandoned; }));
    EXPECT_THAT(said(), Contains("go 1 timed_out"));
    EXPECT_FALSE(first_->quiet());
    const std::function<bool(const std::string&)> everybody = [](const std::string&) { return true; };
    test::spawned waiting(loop_, first_->until_quiet(root, everybody));
    loop_.poll();
    EXPECT_FALSE(waiting.ended());
    line_.busy = false;
    user_->lost("it does not take what is written", 0, monotonic_clock::now());
    EXPECT_TRUE(test::run_until(loop_, [&] { return waiting.ended(); }));
    running.cancel();
    EXPECT_TRUE(test::run_until(loop_, [&] { return running.ended(); }));
}

TEST_F(commander_exchange, AClosedGateHoldsRequestsInTheirOrder) {
    add(configured_, "go");
    next_ = configured_;
    build();
    open();
    gate_.close();
    ask("go", "1");
    ask("go", "2");
    EXPECT_THAT(said(), IsEmpty());
    EXPECT_EQ(gate_.waiting(), 2U);
    exchange();
    EXPECT_EQ(gate_.waiting(), 0U);
    EXPECT_THAT(said(), ElementsAre("go 1 accepted", "go 1 running", "go 2 accepted"));
}

TEST_F(commander_exchange, WhatIsUrgentPassesAClosedGate) {
    add(configured_, "go").expect = "^OK$";
    add(configured_, "halt").emergency = true;
    build();
    open();
    ask("go", "1");
    written();
    gate_.close();
    ask("go", "2");
    publish("go/cancel", R"({"id": "1"})");
    ask("halt", "3");
    publish("sys-ping", "");
    const std::vector<std::string> all = said();
    EXPECT_THAT(all, Contains("go 1 canceled"));
    EXPECT_THAT(all, Contains("halt 3 accepted"));
    EXPECT_EQ(gate_.waiting(), 2U) << "the request, and the cancel, which may be for it";
}

TEST_F(commander_exchange, ACancelIsForRequestsThatWaitToo) {
    add(configured_, "go");
    next_ = configured_;
    build();
    open();
    gate_.close();
    ask("go", "1");
    ask("go", "2");
    publish("go/cancel", R"({"id": "2"})");
    exchange();
    EXPECT_THAT(said(), ElementsAre("go 1 accepted", "go 1 running", "go 2 accepted", "go 2 canceled"));
}

TEST_F(commander_exchange, AFullGateRejects) {
    add(configured_, "go");
    build();
    open();
    gate_.close();
    for (std::size_t i = 0; i < request_gate::most; ++i)
        ask("go", std::to_string(i));
    EXPECT_THAT(said(), IsEmpty());
    ask("go", "more");
    publish("go", R"({"id": "large", "client": ")" + std::string(request_gate::most_bytes, 'x') + "\"}");
    EXPECT_THAT(said(), Contains("go more rejected"));
    EXPECT_EQ(gate_.waiting(), request_gate::most);
}

}  // namespace
}  // namespace weir
