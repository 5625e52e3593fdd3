#include "tests/unit/daemon/process/streams.hpp"

namespace weir {
namespace {

using namespace test;
using values = std::vector<value>;

struct row {
    const char* stage;
    setting argument;
    values in;  // one a second
    values out;
    setting options = map({});
};

const setting five_seconds = written(duration(5s));

void expect_each(const std::vector<row>& rows) {
    for (const row& expected : rows) {
        SCOPED_TRACE(std::string(expected.stage) + " of " + testing::PrintToString(expected.in));
        const auto made = make(expected.stage, expected.argument, expected.options);
        EXPECT_EQ(sent_through(*made, every_second(expected.in)), expected.out);
    }
}

TEST(window_stages, look_at_the_last_so_many_numbers) {
    expect_each({
        {"median", integer(3), {1.0, 9.0, 2.0, 3.0, 100.0}, {1.0, 5.0, 2.0, 3.0, 3.0}},
        {"median", integer(1), {1.0, 9.0, 2.0}, {1.0, 9.0, 2.0}},
        {"median", integer(4), {4.0, 1.0, 3.0, 2.0, 9.0}, {4.0, 2.5, 3.0, 2.5, 2.5}},
        {"min", integer(3), {5.0, 4.0, 6.0, 7.0, 8.0, 1.0}, {5.0, 4.0, 4.0, 4.0, 6.0, 1.0}},
        {"max", integer(2), {1.0, 5.0, 2.0, 3.0, 0.0}, {1.0, 5.0, 5.0, 3.0, 3.0}},
        {"mean", integer(2), {1.0, 2.0, 4.0, 8.0}, {1.0, 1.5, 3.0, 6.0}},
        {"sliding_window_moving_average", integer(2), {1.0, 2.0, 4.0}, {1.0, 1.5, 3.0}},
        {"quantile", integer(10), {3.0, 1.0, 2.0}, {3.0, 3.0, 3.0}},
        {"mean", integer(10'000), {1.0, 2.0}, {1.0, 1.5}},
        {"mean", integer(2), {std::int64_t{1}, std::int64_t{2}}, {1.0, 1.5}},
    });
}

TEST(window_stages, look_at_the_last_time) {
    expect_each({
        {"median", five_seconds, {9.0, 1.0, 2.0, 3.0, 4.0, 5.0}, {9.0, 5.0, 2.0, 2.5, 3.0, 3.0}},
        {"min", five_seconds, {0.0, 7.0, 6.0, 8.0, 9.0, 9.0, 9.0}, {0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 6.0}},
        {"max", five_seconds, {9.0, 1.0, 1.0, 1.0, 1.0, 2.0}, {9.0, 9.0, 9.0, 9.0, 9.0, 2.0}},
        {"mean", five_seconds, {6.0, 0.0, 0.0, 0.0, 0.0, 0.0}, {6.0, 3.0, 2.0, 1.5, 1.2, 0.0}},
    });
}

TEST(window_stages, give_null_when_a_time_has_passed_without_a_number) {
    const auto made = make("mean", five_seconds);
    EXPECT_EQ(sent_through(*made, {{0s, 1.0}, {4s, null}, {5s, null}, {6s, 3.0}, {60s, 4.0}}),
              (values{1.0, 1.0, null, 3.0, 4.0}));
}

TEST(window_stages, leave_out_what_is_no_number) {
    for (const value& nothing : {null, value(nan), value(infinity), value(-infinity)}) {
        SCOPED_TRACE(testing::PrintToString(nothing));
        expect_each(
            {{"median", integer(2), {nothing, 1.0, nothing, nothing, 3.0}, {null, 1.0, 1.0, 1.0, 2.0}},
             {"max", integer(2), {nothing, 1.0, nothing, 0.0}, {null, 1.0, 1.0, 1.0}},
             {"mean", integer(2), {nothing, 1.0, nothing, 3.0}, {null, 1.0, 1.0, 2.0}},
             {"quantile", integer(2), {nothing, 1.0, nothing}, {null, 1.0, 1.0}},
             {"exponential_moving_average",
              written(0.5),
              {nothing, 2.0, nothing, 4.0},
              {null, 2.0, null, 3.0}}});
    }
}

TEST(quantile_stage, gives_what_a_share_of_the_window_is_not_above) {
    const values ten{10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0};
    for (const auto& [share, expected] : {std::pair(0.0, 1.0),
                                          {0.05, 1.0},
                                          {0.1, 1.0},
                                          {0.11, 2.0},
                                          {0.5, 5.0},
                                          {0.7, 7.0},
                                          {0.9, 9.0},
                                          {0.91, 10.0},
                                          {1.0, 10.0}}) {
        const auto made = make("quantile", integer(10), map({{"share", written(share)}}));
        EXPECT_EQ(sent_through(*made, every_second(ten)).back(), value(expected)) << share;
    }
}

TEST(exponential_moving_average_stage, goes_towards_each_number) {
    const auto alpha = [](double weight) { return map({{"alpha", written(weight)}}); };
    expect_each({{"exponential_moving_average", written(0.5), {1.0, 3.0, 3.0}, {1.0, 2.0, 2.5}},
                 {"exponential_moving_average", integer(1), {1.0, 3.0, 5.0}, {1.0, 3.0, 5.0}},
                 {"exponential_moving_average", alpha(0.1), {0.3, 0.3}, {0.3, 0.3}},
                 {"exponential_moving_average", alpha(0.1), {0.0, 10.0, 10.0}, {0.0, 1.0, 1.9}},
                 {"exponential_moving_average", map({{"y", written(0.5)}}), {1.0, 3.0}, {1.0, 3.0}},
                 {"exponential_moving_average", written(0.5), {1e308, -1e308}, {1e308, 0.0}}});
}

TEST(window_stages, send_one_of_so_many) {
    const auto sends = [](std::int64_t every, std::int64_t first) {
        return map({{"send_every", integer(every)}, {"send_first_at", integer(first)}});
    };
    const values in{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0};
    expect_each({{"max", integer(9), in, {1.0, 4.0, 7.0}, sends(3, 1)},
                 {"max", integer(9), in, {3.0, 6.0}, sends(3, 3)},
                 {"max", integer(9), in, {2.0, 5.0}, sends(3, 2)},
                 {"mean", integer(3), in, {2.0, 5.0}, sends(3, 3)},
                 {"max", integer(9), in, in, sends(1, 1)},
                 {"quantile", integer(9), in, {1.0, 7.0}, sends(6, 1)},
                 {"exponential_moving_average", integer(1), in, {1.0, 5.0}, sends(4, 1)}});
}

TEST(window_stages, know_each_field_by_itself) {
    const auto made = make("mean", map({{"a", integer(2)}, {"b", written(duration(1s))}}));
    sample through;
    for (const double number : {1.0, 3.0, 5.0}) {
        through = of({{"a", number}, {"b", number}, {"c", number}});
        EXPECT_EQ(made->apply(through, start), stage::passes);
        through.arrived += 2s;
    }
    EXPECT_EQ(*through.find("a"), value(4.0));
    EXPECT_EQ(*through.find("c"), value(5.0)) << "it was not named";
}

TEST(window_stages, let_a_sample_without_their_fields_pass_uncounted) {
    const auto made = make("mean", map({{"a", integer(2)}}), map({{"send_every", integer(2)}}));
    sample other = of({{"b", 1.0}});
    sample named = of({{"a", 1.0}});
    EXPECT_EQ(made->apply(other, start), stage::passes);
    EXPECT_EQ(made->apply(named, start), stage::passes);
    EXPECT_EQ(made->apply(other, start), stage::passes);
    EXPECT_EQ(made->apply(named, start), stage::held);
}

TEST(window_stages, fail_where_a_named_field_holds_no_number) {
    for (const char* name : {"median", "min", "max", "mean", "quantile"}) {
        SCOPED_TRACE(name);
        sample through = of({{"a", std::string("warm")}, {"b", true}, {"c", 1.0}});
        sample unnamed = through;
        EXPECT_EQ(make(name, map({{"a", integer(2)}, {"c", integer(2)}}))->apply(through, start),
                  stage::failed);
        EXPECT_EQ(*through.find("a"), null);
        EXPECT_EQ(*through.find("b"), value(true));
        EXPECT_EQ(*through.find("c"), value(1.0));
        EXPECT_EQ(make(name, integer(2))->apply(unnamed, start), stage::passes);
        EXPECT_EQ(*unnamed.find("a"), value(std::string("warm")));
    }
}

TEST(window_stages, outlive_a_device_that_invents_names) {
    const auto made = make("mean", integer(2));
    for (int i = 0; i < 20'000; ++i) {
        sample through = of({{("x" + std::to_string(i)).c_str(), 1.0}});
        EXPECT_EQ(made->apply(through, start), stage::passes);
    }
    sample known = of({{"x19999", 3.0}});
    EXPECT_EQ(made->apply(known, start), stage::passes);
    EXPECT_EQ(*known.find("x19999"), value(2.0));
}

TEST(window_stages, by_time_keep_ten_thousand_numbers_at_most) {
    const auto made = make("min", written(duration(24h)));
    std::vector<coming> stream{{0s, 0.0}};
    while (stream.size() < 10'001)
        stream.push_back({0s, 1.0});
    const values out = sent_through(*made, stream);
    EXPECT_EQ(out.at(9'999), value(0.0));
    EXPECT_EQ(out.at(10'000), value(1.0));
}

TEST(window_stages, refuse_what_contradicts_itself) {
    struct wrong {
        const char* stage;
        setting argument;
        setting options;
        const char* message;
    };
    const setting too_late = map({{"send_every", integer(2)}, {"send_first_at", integer(3)}});
    for (const wrong& each :
         {wrong{"median", integer(5), too_late, "'send_first_at' is larger than 'send_every'"},
          {"exponential_moving_average", integer(1), too_late, "'send_first_at' is larger than 'send_every'"},
          {"quantile", integer(5), map({{"send_first_at", integer(2)}}),
           "'send_first_at' is larger than 'send_every'"},
          {"median", map({{"window_size", integer(5)}}), map({}),
           "'window_size' is taken for a field's name"}}) {
        problems found;
        EXPECT_EQ(make_stage(use(each.stage, each.argument, each.options), found), nullptr);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.all()[0].message, each.message);
    }
}

}  // namespace
}  // namespace weir
