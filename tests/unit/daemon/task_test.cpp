#include "daemon/task.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "daemon/async.hpp"
#include "daemon/task_json.hpp"
#include "tests/support/coroutine.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

TEST(Task, IsANodeOfATree) {
    stall_detector stalls(1h);
    task root("weir", stalls);
    task ports(root, "ports");
    auto gps = std::make_unique<task>(ports, "gps");
    task climate(ports, "climate");
    EXPECT_EQ(gps->path(), "weir/ports/gps");
    ASSERT_EQ(ports.children().size(), 2u);
    EXPECT_EQ(ports.children().front(), gps.get());

    gps.reset();
    ASSERT_EQ(ports.children().size(), 1u);
    EXPECT_EQ(ports.children().front(), &climate);
}

TEST(Task, SaysWhatItAwaits) {
    stall_detector stalls(1h);
    task root("weir", stalls);
    EXPECT_EQ(root.awaits(), "");
    const monotonic_time before = root.since();
    root.awaiting("bytes");
    EXPECT_EQ(root.awaits(), "bytes");
    EXPECT_GE(root.since(), before);
    root.resumed();
    EXPECT_EQ(root.awaits(), "");
}

TEST(Task, KeepsRestartsAndTheLastError) {
    stall_detector stalls(1h);
    task root("weir", stalls);
    root.restarted("hang-up");
    root.restarted("no such device");
    root.failed("bad frame");
    EXPECT_EQ(root.restarts(), 2u);
    EXPECT_EQ(root.last_error(), "bad frame");
}

class Stalls : public ::testing::Test {
protected:
    struct stall {
        std::string who;
        duration held;
    };
    monotonic_time at(duration since) const { return start + since; }

    monotonic_time start = monotonic_clock::now();
    std::vector<stall> reported;
    stall_detector stalls{50ms, [this](const task& who, duration held) {
                              reported.push_back({who.path(), held});
                          }};
    task root{"weir", stalls};
    task gps{root, "gps"};
};

TEST_F(Stalls, OnlyLongOnesCount) {
    stalls.enter(gps, at(0ms));
    stalls.leave(gps, at(50ms));
    EXPECT_EQ(stalls.stalls(), 0u);
    EXPECT_EQ(stalls.longest(), 50ms);

    stalls.enter(gps, at(1s));
    stalls.leave(gps, at(1051ms));
    EXPECT_EQ(stalls.stalls(), 1u);
    EXPECT_EQ(stalls.longest(), 51ms);
    ASSERT_EQ(reported.size(), 1u);
    EXPECT_EQ(reported[0].who, "weir/gps");
    EXPECT_EQ(reported[0].held, 51ms);
}

TEST_F(Stalls, AWaitHoldsNothing) {
    stalls.enter(gps, at(0ms));
    stalls.leave(gps, at(1ms));
    stalls.enter(gps, at(10s));
    stalls.leave(gps, at(10001ms));
    EXPECT_EQ(stalls.stalls(), 0u);
}

TEST_F(Stalls, OnlyTheLastToEnterIsMeasured) {
    stalls.enter(gps, at(0ms));
    stalls.enter(root, at(10s));  // gps waited without saying so
    stalls.leave(gps, at(10s));
    EXPECT_EQ(stalls.stalls(), 0u);
    stalls.leave(root, at(10060ms));
    ASSERT_EQ(reported.size(), 1u);
    EXPECT_EQ(reported[0].who, "weir");
}

void hold(duration time) {
    const monotonic_time end = monotonic_clock::now() + time;
    while (monotonic_clock::now() < end) {
    }
}

awaitable<void> be_busy(task& parent, std::string name, duration busy) {
    task self(parent, std::move(name));
    self.awaiting("its turn");
    co_await sleep_for(1ms);
    self.resumed();
    hold(busy);
    self.awaiting("the end");
    co_await sleep_for(1ms);
    self.resumed();
}

TEST_F(Stalls, ABusyHandlerIsNamed) {
    std::vector<awaitable<void>> children;
    children.push_back(be_busy(root, "quick", 0ms));
    children.push_back(be_busy(root, "busy", 60ms));
    test::run(run_all(std::move(children)));
    ASSERT_GE(reported.size(), 1u);
    const auto busy = [](const stall& one) { return one.who == "weir/busy" && one.held >= 60ms; };
    EXPECT_EQ(std::count_if(reported.begin(), reported.end(), busy), 1);
    EXPECT_EQ(stalls.stalls(), reported.size());
}

TEST_F(Stalls, AHandlerThatEndsBusyIsNamedToo) {
    {
        task last(root, "last");
        hold(60ms);
    }
    ASSERT_EQ(reported.size(), 1u);
    EXPECT_EQ(reported[0].who, "weir/last");
}

// ---- as JSON and as text

TEST(TaskJson, TellsTheTree) {
    stall_detector stalls(1h);
    task root("weir", stalls);
    task gps(root, "gps");
    gps.restarted("hang-up");
    gps.awaiting("bytes");

    const json::value tree = tasks_to_json(root, gps.since() + 3200ms);
    EXPECT_EQ(tree.at("name"), "weir");
    EXPECT_TRUE(tree.at("awaits").is_null());
    EXPECT_TRUE(tree.at("last_error").is_null());
    const json::value& child = tree.at("children").at(0);
    EXPECT_EQ(
        json::serialize(child),
        R"({"name":"gps","awaits":"bytes","for":3.2E0,"restarts":1,"last_error":"hang-up","children":[]})");
}

TEST(TaskJson, IsValidWhateverAnErrorSays) {
    stall_detector stalls(1h);
    task root("weir", stalls);
    root.failed("got \xff\x80 \"quoted\"\n");
    const json::value tree = tasks_to_json(root, monotonic_clock::now());
    EXPECT_EQ(json::parse(json::serialize(tree)).at("last_error"), "got ?? \"quoted\"\n");
}

TEST(TaskText, IsATree) {
    const json::value tree = json::parse(R"({
        "name": "weir", "awaits": "its children", "for": 7380, "restarts": 0, "last_error": null, "children": [
            {"name": "ports", "awaits": null, "for": 0.25, "restarts": 0, "last_error": null, "children": [
                {"name": "gps", "awaits": "restart", "for": 3.2, "restarts": 2, "last_error": "gone\u001b[2J",
                 "children": []}]},
            {"name": "mqtt", "awaits": "the broker", "for": 312, "restarts": 0, "last_error": "refused",
             "children": []}]})");
    EXPECT_EQ(tasks_to_text(tree),
              "weir  awaits its children  for 2h03m\n"
              "├─ ports  runs  for 250ms\n"
              "│  └─ gps  awaits restart  for 3.2s  restarts 2  last error \"gone?[2J\"\n"
              "└─ mqtt  awaits the broker  for 5m12s  last error \"refused\"\n");
}

TEST(TaskText, RefusesWhatIsNoTree) {
    for (const char* text : {"[]", "{}", R"({"name": 1})", "null"})
        EXPECT_THROW(tasks_to_text(json::parse(text)), std::exception) << text;
}

TEST(TaskText, Durations) {
    const struct {
        double seconds;
        const char* expected;
    } cases[] = {{0, "0ms"},         {0.25, "250ms"}, {3.2, "3.2s"},    {60, "1m00s"},
                 {3599.9, "59m59s"}, {7380, "2h03m"}, {100000, "1d03h"}};
    for (const auto& [seconds, expected] : cases)
        EXPECT_EQ(seconds_to_text(seconds), expected);
}

}  // namespace
}  // namespace weir
