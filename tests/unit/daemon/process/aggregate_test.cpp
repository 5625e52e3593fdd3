#include <cmath>
#include <map>
#include <random>

#include "tests/unit/daemon/process/course.hpp"

namespace weir {
namespace {

using namespace test;
using lines = std::vector<std::string>;

std::unique_ptr<stage> windows(duration every, std::initializer_list<setting> functions,
                               duration grace = duration::zero()) {
    return make("aggregate",
                map({{"every", written(every)}, {"functions", list(functions)}, {"grace", written(grace)}}));
}

TEST(aggregate_stage, tells_at_the_end_of_a_window_what_came_in_it) {
    course on(windows(10s, {text("mean"), text("min"), text("max"), text("last"), text("count")}));
    on.comes(1s, 4.0);
    on.comes(5s, 1.0);
    on.comes(9'999ms, 2.5);
    on.comes(10s, 7.0);
    on.passes_until(100s);
    EXPECT_EQ(on.said(), (lines{"10s: x_mean=2.5 x_min=1 x_max=4 x_last=2.5 x_count=3",
                                "20s: x_mean=7 x_min=7 x_max=7 x_last=7 x_count=1"}));
    EXPECT_FALSE(on.waits()) << "empty windows say nothing";
}

TEST(aggregate_stage, knows_the_other_functions) {
    course on(windows(10s, {text("sum"), text("first"), text("stddev")}));
    for (const double x : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0})
        on.comes(1s, x);
    on.passes_until(10s);
    EXPECT_EQ(on.said(), (lines{"10s: x_sum=40 x_first=2 x_stddev=2"}));
}

TEST(aggregate_stage, aligns_its_windows_to_the_wall_clock) {
    course on(windows(1h, {text("count")}));
    on.wall_moves(25min);
    on.comes(0s, 1.0);
    on.passes_until(10h);
    EXPECT_EQ(on.said(), (lines{"2100s: x_count=1"}));
}

TEST(aggregate_stage, says_less_of_what_is_no_number_and_leaves_null_out) {
    course on(windows(10s, {text("mean"), text("first"), text("last"), text("count")}));
    on.comes(1s, of({{"x", null}, {"text", std::string("a")}, {"flag", true}, {"none", null}}));
    on.comes(2s, of({{"x", std::int64_t{3}}, {"text", std::string("b")}, {"flag", false}, {"none", nan}}));
    on.passes_until(10s);
    EXPECT_EQ(on.said(),
              (lines{"10s: x_mean=3 x_first=3 x_last=3 x_count=1 text_first=a text_last=b text_count=2 "
                     "flag_first=true flag_last=false flag_count=2 "
                     "none_mean=null none_first=null none_last=null none_count=0"}));
}

TEST(aggregate_stage, says_nothing_when_no_function_has_anything_to_say) {
    course on(windows(10s, {text("mean")}));
    on.comes(1s, of({{"state", std::string("on")}}));
    on.passes_until(20s);
    EXPECT_EQ(on.said(), lines{});
    EXPECT_FALSE(on.waits());
}

TEST(aggregate_stage, keeps_integers_where_it_only_chooses) {
    const auto made = windows(10s, {text("min"), text("max"), text("last"), text("mean")});
    sample x = of({{"x", std::int64_t{9007199254740993}}});
    x.arrived = start.at;
    made->apply(x, start);
    sample said;
    ASSERT_TRUE(made->elapse(said, start + 10s));
    for (const char* name : {"x_min", "x_max", "x_last"})
        EXPECT_EQ(*said.find(name), value(std::int64_t{9007199254740993})) << name;
    EXPECT_TRUE(std::holds_alternative<double>(*said.find("x_mean")));
}

TEST(aggregate_stage, puts_a_sample_into_the_window_in_which_it_arrived) {
    course on(windows(10s, {text("count"), text("last")}, 2s));
    on.comes(8s, 1.0);
    on.comes(11s, of({{"x", 2.0}}), 9s);
    on.comes(11'500ms, 3.0);
    on.comes(12s, of({{"x", 4.0}}), 9s);  // its window has been told
    on.passes_until(30s);
    EXPECT_EQ(on.said(), (lines{"12s: x_count=2 x_last=2 of 10s", "22s: x_count=1 x_last=3 of 20s"}));
}

TEST(aggregate_stage, without_grace_holds_back_what_comes_late) {
    course on(windows(10s, {text("count")}));
    on.comes(9s, 1.0);
    on.comes(10s, of({{"x", 2.0}}), 9'900ms);
    on.comes(10s, 3.0);
    on.passes_until(30s);
    EXPECT_EQ(on.said(), (lines{"10s: x_count=1", "20s: x_count=1"}));
}

TEST(aggregate_stage, waits_on_when_the_wall_clock_was_set_back) {
    course on(windows(10s, {text("count")}));
    on.comes(1s, 1.0);
    on.wall_moves(-5s);
    on.passes_until(14'900ms);
    EXPECT_EQ(on.said(), lines{});
    on.passes_until(15s);
    EXPECT_EQ(on.said(), (lines{"15s: x_count=1"}));
}

TEST(aggregate_stage, ends_its_windows_when_the_wall_clock_was_set_forward) {
    course on(windows(10s, {text("count")}));
    on.comes(1s, 1.0);
    on.wall_moves(1h);
    on.comes(2s, 2.0);
    on.passes_until(2s);
    EXPECT_EQ(on.said(), (lines{"2s: x_count=1 of 1s"})) << "not an hour before it";
    on.passes_until(10s);
    EXPECT_EQ(on.said(), (lines{"10s: x_count=1"}));
}

TEST(aggregate_stage, says_each_of_several_windows_that_are_due) {
    course on(windows(10s, {text("last")}, 10s));
    on.comes(9s, 1.0);
    on.comes(11s, 2.0);
    on.elapses(35s);
    EXPECT_LE(on.due(), duration(35s));
    on.passes_until(36s);
    EXPECT_EQ(on.said(), (lines{"35s: x_last=1 of 10s", "35s: x_last=2 of 20s"}));
}

TEST(aggregate_stage, says_the_worst_quality_of_each_window) {
    course on(windows(10s, {text("count")}));
    sample bad = of({{"x", null}});
    bad.quality = quality::bad;
    on.comes(1s, 1.0);
    on.comes(2s, bad);
    on.comes(11s, 1.0);
    on.passes_until(20s);
    EXPECT_EQ(on.said(), (lines{"10s: x_count=1 bad", "20s: x_count=1"}));
}

TEST(aggregate_stage, outlives_a_device_that_invents_names) {
    const auto made = windows(10s, {text("count")});
    for (int i = 0; i < 20'000; ++i) {
        sample through = of({{("x" + std::to_string(i)).c_str(), 1.0}});
        through.arrived = start.at;
        made->apply(through, start);
    }
    sample said;
    EXPECT_TRUE(made->elapse(said, start + 10s));
    EXPECT_EQ(said.fields.size(), 4096U);
}

TEST(aggregate_stage, refuses_what_contradicts_itself) {
    const auto message = [](const setting& argument) {
        problems found;
        EXPECT_EQ(make_stage(use("aggregate", argument), found), nullptr);
        return found.empty() ? std::string() : found.all().front().message;
    };
    EXPECT_EQ(message(map({{"every", written(duration(1s))},
                           {"functions", list({text("mean")})},
                           {"grace", written(duration(1001ms))}})),
              "'grace' is longer than 'every'");
    EXPECT_EQ(message(map({{"every", written(duration(1s))},
                           {"functions", list({text("mean"), text("min"), text("mean")})}})),
              "'mean' stands twice among 'functions'");
}

// Random samples, some late; each window against what a list of its numbers comes to.
TEST(aggregate_stage, agrees_with_a_simple_model) {
    for (const unsigned seed : {1U, 2U, 3U, 4U, 5U}) {
        std::mt19937 random(seed);
        const auto made = windows(1s, {text("mean"), text("sum"), text("count"), text("stddev")}, 500ms);
        std::map<std::int64_t, std::vector<double>> model;  // by the window's number
        std::map<std::int64_t, sample> said;
        const auto elapse = [&](duration until) {
            while (made->due() <= start.at + until) {
                sample window;
                const duration now = made->due() - start.at;
                if (made->elapse(window, start + now)) said[(window.arrived - start.at) / 1s - 1] = window;
            }
        };
        duration now{};
        for (int i = 0; i < 1000; ++i) {
            now += std::uniform_int_distribution(0, 300)(random) * 1ms;
            const duration arrived =
                std::max(now - std::uniform_int_distribution(0, 900)(random) * 1ms, duration(0));
            const double x = std::normal_distribution(20.0, 5.0)(random);
            elapse(now);
            sample through = of({{"x", x}});
            through.arrived = start.at + arrived;
            EXPECT_EQ(made->apply(through, start + now), stage::held);
            if (now < arrived - arrived % 1s + 1500ms) model[arrived / 1s].push_back(x);
        }
        elapse(now + 10s);
        ASSERT_EQ(said.size(), model.size());
        for (const auto& [number, numbers] : model) {
            double sum = 0;
            for (const double each : numbers)
                sum += each;
            const double count = static_cast<double>(numbers.size());
            double squares = 0;
            for (const double each : numbers)
                squares += (each - sum / count) * (each - sum / count);
            const sample& window = said.at(number);
            EXPECT_EQ(*window.find("x_count"), value(static_cast<std::int64_t>(numbers.size())));
            EXPECT_NEAR(*as_number(*window.find("x_sum")), sum, 1e-9 * std::abs(sum));
            EXPECT_NEAR(*as_number(*window.find("x_mean")), sum / count, 1e-9);
            EXPECT_NEAR(*as_number(*window.find("x_stddev")), std::sqrt(squares / count), 1e-7);
        }
    }
}

}  // namespace
}  // namespace weir
