#include "daemon/bus/bus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/bus/plain_inquiry.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/line_log.hpp"
#include "tests/support/source_bench.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// What is written, played: each write ends when the test says so.
class played_wire final : public wire {
public:
    void write(std::string bytes) override {
        EXPECT_FALSE(busy) << "a write beside a write: " << bytes;
        busy = true;
        told.push_back(std::move(bytes));
    }
    void abandon_write() override { told.emplace_back("abandoned"); }

    bool busy = false;
    std::vector<std::string> told;
};

// Two sources that ask, `a` every 100 ms and `b` every second, and who commands, on one wire. The time is the
// test's.
class bus_test : public testing::Test {
protected:
    static constexpr const char* yaml = R"(
version: 1
node: { id: n }
clock: trust
mqtt: { url: mqtt://h }
sources:
  a: { topic: in/a, decode: { text: { type: number } } }
  b: { topic: in/b, decode: { text: { type: number } } }
)";

    std::vector<std::unique_ptr<inquiry>> inquiries() {
        std::vector<std::unique_ptr<inquiry>> all;
        all.push_back(std::make_unique<plain_inquiry>(a, poll_settings{"A?", 100ms, 50ms}));
        all.push_back(std::make_unique<plain_inquiry>(b, poll_settings{"B?", 1s, 50ms}));
        return all;
    }
    void SetUp() override { shared.commanded_by(&commands); }

    void open() {
        shared.opened(now);
        pass(0ms);
    }
    void pass(duration time) {
        now += time;
        while (shared.deadline() <= now)
            shared.time(now);
    }
    void written() {
        below.busy = false;
        shared.written(now);
    }
    bool says(const std::string& text) {
        const bool taken = shared.offer({text, now}, now);
        pass(0ms);
        return taken;
    }
    // A command of somebody's, from its write to its end.
    void command(const std::string& bytes) {
        ASSERT_TRUE(shared.free(now, false)) << bytes;
        shared.write({}, bytes);
        written();
        shared.release(now, now);
        pass(0ms);
    }
    std::uint64_t published() { return a.counters().published + b.counters().published; }

    const settings configured = settings_of(yaml);
    sample_clock clock{clock_trust::trust};
    outbox out{{100, 1'000'000}};
    std::map<std::string, std::string> announced;
    const announcer announce = [this](std::string topic, std::string payload, content) {
        announced[std::move(topic)] = std::move(payload);
    };
    source a{configured.sources.at(0), {"r", clock, out, announce}};
    source b{configured.sources.at(1), {"r", clock, out, announce}};
    played_wire below;
    line_log commands;
    bus shared{"p", below, 2ms, inquiries()};
    monotonic_time now = monotonic_clock::now();
};

TEST_F(bus_test, asks_one_after_the_other_with_a_silence_between) {
    EXPECT_EQ(shared.deadline(), never);
    open();
    EXPECT_THAT(below.told, ElementsAre("A?"));
    EXPECT_TRUE(shared.awaits_answer());
    written();
    EXPECT_TRUE(says("1"));
    EXPECT_THAT(below.told, ElementsAre("A?")) << "the wire must be silent for a while";
    pass(2ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?"));
    written();
    EXPECT_TRUE(says("2"));
    EXPECT_EQ(published(), 2U);
    pass(97ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?"));
    pass(1ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?", "A?"));
}

TEST_F(bus_test, tells_samples_time_by_the_frame) {
    open();
    written();
    EXPECT_FALSE(says("no number")) << "it may be somebody else's";
    EXPECT_TRUE(says("1"));
    EXPECT_FALSE(says("2")) << "nobody asked";
    EXPECT_EQ(published(), 1U);
}

TEST_F(bus_test, an_answer_may_come_before_the_request_is_known_to_be_written) {
    open();
    EXPECT_TRUE(says("1"));
    pass(10ms);
    EXPECT_THAT(below.told, ElementsAre("A?")) << "the write is still under way";
    written();
    pass(2ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?"));
}

TEST_F(bus_test, a_device_that_is_silent_is_not_waited_for_for_ever) {
    open();
    written();
    pass(50ms);
    pass(99ms);
    EXPECT_FALSE(says("1")) << "too late, and nobody else's";
    EXPECT_THAT(below.told, ElementsAre("A?"));
    pass(1ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?"));
    EXPECT_EQ(a.polls().timeouts, 1U);
    EXPECT_EQ(a.polls().asked, 1U);
    EXPECT_EQ(b.polls().asked, 1U);
}

TEST_F(bus_test, a_dead_device_is_said_to_be_offline_and_asked_seldom) {
    open();
    EXPECT_EQ(announced["r/a/availability"], "online");
    for (int i = 0; i < 40; ++i) {
        if (below.busy) {
            const bool is_b = below.told.back() == "B?";
            written();
            if (is_b) says("2");
        }
        pass(50ms);
    }
    EXPECT_EQ(announced["r/a/availability"], "offline");
    EXPECT_EQ(announced["r/b/availability"], "online");
    EXPECT_EQ(a.polls().asked, 3U);
    pass(3s);  // 20 times what it costs
    while (below.told.back() != "A?") {
        written();
        says("2");
        pass(10ms);
    }
    written();
    EXPECT_TRUE(says("1"));
    EXPECT_EQ(announced["r/a/availability"], "online");
}

TEST_F(bus_test, commands_go_ahead_but_a_source_has_its_turn_after_five) {
    open();
    written();
    says("1");
    EXPECT_FALSE(shared.free(now, false)) << "the silence";
    pass(1ms);
    EXPECT_EQ(commands.free_told, 0);
    now += 1ms;
    shared.time(now);  // who commands is asked first, and has something
    EXPECT_EQ(commands.free_told, 1);
}

TEST_F(bus_test, does_not_let_commands_starve_a_source) {
    commands.on_line_free = [this] {
        if (!shared.free(now, false)) return;
        shared.write({}, "C");
    };
    open();
    written();
    says("1");  // of a; b waits
    for (int i = 0; i < 5; ++i) {
        pass(2ms);
        ASSERT_EQ(below.told.back(), "C") << i;
        written();
        shared.release(now, now);
    }
    pass(2ms);
    EXPECT_EQ(below.told.back(), "B?");
    EXPECT_EQ(below.told.size(), 7U);
}

TEST_F(bus_test, an_emergency_cuts_a_turn_short) {
    open();
    written();
    EXPECT_FALSE(shared.free(now, true));
    shared.hurry(now);
    pass(50ms);
    EXPECT_EQ(a.polls().timeouts, 0U) << "it says nothing about the device";
    pass(2ms);
    EXPECT_EQ(commands.free_told, 1);
}

TEST_F(bus_test, sources_rest_as_long_as_a_late_answer_may_come) {
    commands.answers = {"late"};
    open();
    written();
    says("1");
    commands.on_line_free = [this] {
        if (shared.free(now, false) && below.told.back() != "C") shared.write({}, "C");
    };
    pass(2ms);
    ASSERT_EQ(below.told.back(), "C");
    written();
    EXPECT_THAT(commands.told, ElementsAre("opened", "written"));
    shared.release(now, now + 80ms);
    pass(79ms);
    EXPECT_EQ(below.told.back(), "C");
    EXPECT_TRUE(says("late"));
    pass(1ms);
    EXPECT_EQ(below.told.back(), "B?");
}

TEST_F(bus_test, a_loss_ends_a_turn_and_takes_the_sources_offline) {
    open();
    written();
    below.busy = false;
    shared.lost("gone", 2, now);
    EXPECT_THAT(commands.told, ElementsAre("opened", "lost gone after 0"));
    EXPECT_EQ(announced["r/a/availability"], "offline");
    EXPECT_EQ(shared.deadline(), never);
    open();
    EXPECT_THAT(below.told, ElementsAre("A?", "A?"));
}

TEST_F(bus_test, a_request_that_is_not_taken_is_abandoned) {
    open();
    pass(5s);
    EXPECT_THAT(below.told, ElementsAre("A?", "abandoned"));
    EXPECT_EQ(shared.deadline(), never) << "the loss follows";
}

TEST_F(bus_test, does_not_ask_for_more_while_the_outbox_is_full) {
    out.connected(true);
    for (int i = 0; i < 100; ++i)
        out.push_or_drop({"other", "1"});
    open();
    written();
    says("1");
    EXPECT_TRUE(a.waits());
    pass(2ms);
    written();
    says("2");
    pass(500ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?"));
    EXPECT_GE(a.polls().skipped, 1U);
}

awaitable<void> rest_of(bus& tested, bool& rests) {
    co_await tested.rest();
    rests = true;
}

TEST_F(bus_test, rests_after_the_turn_that_is_on_and_lets_commands_go_on) {
    open();
    written();
    boost::asio::io_context context(1);
    bool rests = false;
    spawned resting(context, rest_of(shared, rests));
    context.poll();
    EXPECT_FALSE(rests);
    EXPECT_TRUE(says("1"));
    EXPECT_TRUE(run_until(context, [&] { return rests; }));
    pass(1s);
    EXPECT_THAT(below.told, ElementsAre("A?")) << "nothing is asked while it rests";
    for (int i = 0; i < 7; ++i) {
        command("C");
        pass(2ms);
    }
    shared.go_on();
    pass(0ms);
    EXPECT_EQ(below.told.back(), "B?");
}

TEST_F(bus_test, what_it_asks_can_be_exchanged_and_what_stays_keeps_its_beat) {
    open();
    written();
    says("1");
    pass(2ms);
    written();
    says("2");
    pass(18ms);
    std::vector<std::unique_ptr<inquiry>> fewer;
    fewer.push_back(std::make_unique<plain_inquiry>(a, poll_settings{"A?", 100ms, 50ms}));
    shared.exchange_inquiries(std::move(fewer), now);
    pass(79ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?"));
    pass(1ms);
    EXPECT_THAT(below.told, ElementsAre("A?", "B?", "A?")) << "100 ms after the first one";
    written();
    says("3");
    b.input_down();
    shared.exchange_inquiries(inquiries(), now);
    EXPECT_TRUE(b.available()) << "it is asked anew";
    pass(2ms);
    EXPECT_EQ(below.told.back(), "B?");
}

TEST_F(bus_test, a_device_that_does_not_answer_is_none_that_answers_after_an_exchange) {
    open();
    std::vector<std::unique_ptr<inquiry>> both = inquiries();
    while (shared.deadline() != never && a.available()) {
        if (below.busy) written();
        now = std::max(now, shared.deadline());
        shared.time(now);
    }
    ASSERT_FALSE(a.available());
    if (below.busy) written();
    now += 60ms;
    shared.time(now);
    shared.exchange_inquiries(std::move(both), now);
    EXPECT_FALSE(a.available());
}

TEST_F(bus_test, who_commands_can_be_exchanged_while_it_is_up) {
    open();
    line_log others;
    shared.commanded_by(nullptr);
    shared.lost("gone", 0, now);
    shared.opened(now);
    shared.commanded_by(&others);
    EXPECT_THAT(others.told, ElementsAre("opened"));
    shared.lost("gone", 0, now);
    EXPECT_THAT(others.told, ElementsAre("opened", "lost gone after 0"));
    EXPECT_THAT(commands.told, ElementsAre("opened"));
}

}  // namespace
}  // namespace weir::test
