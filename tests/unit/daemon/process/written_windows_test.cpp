#include "tests/unit/daemon/process/written_stage.hpp"

// The window and timed stages as a user writes them.
namespace weir {
namespace {

using namespace test;

TEST(written_windows, are_taken_as_they_are_meant) {
    for (const char* entry :
         {"median: 5",
          "median: 30s",
          "median: { t: 5, h: 30s }",
          "quantile: 9, share: 0.5, send_every: 3",
          "min: 10000",
          "max: 1, send_every: 4, send_first_at: 4",
          "sliding_window_moving_average: 15",
          "exponential_moving_average: 0.1",
          "exponential_moving_average: { alpha: 0.1 }, send_every: 15",
          "exponential_moving_average: { t: 0.1, h: 1 }",
          "throttle_average: 60s",
          "throttle_average: 60s, delta: 2",
          "delta: { t: 2 }, throttle_average: 60s",
          "throttle_average: 60s, delta: 5%",
          "heartbeat: 60s, optimistic: true",
          "timeout: 5min",
          "timeout: 5min, value: 0",
          "timeout: 5min, value: last",
          "debounce: 200ms",
          "delta: 5%",
          "delta: { t: 5%, h: 2 }, at_least_every: 1h",
          "derivative: t",
          "derivative: [t, h], time_unit: h",
          "derivative: { t: t_rate }, time_unit: ms",
          "integrate: { power: energy }, time_unit: h, integration_method: left, max_gap: 1min",
          "aggregate: { every: 10s, functions: [mean, min, max, last, count, first, sum, stddev] }",
          "aggregate: { every: 1d, functions: [count], grace: 5s }"}) {
        EXPECT_EQ(errors_of(entry), "") << entry;
        EXPECT_NE(stage_of(entry), nullptr);
    }
}

TEST(written_windows, are_refused_when_they_mean_nothing) {
    for (const auto& [entry, error] :
         {std::pair("median: 0", "expected 1 to 10000"),
          {"median: 10001", "expected 1 to 10000"},
          {"median: 2.5", "got '2.5'"},
          {"median: 0s", "got 0s"},
          {"median: wide", "got 'wide'"},
          {"median: [5]", "got a list"},
          {"median: { t: 0 }", "expected 1 to 10000"},
          {"median: { window_size: 5, send_every: 5 }", "'window_size' is taken for a field's name"},
          {"median: 5, send_every: 0", "got 0"},
          {"median: 5, send_first_at: 2", "'send_first_at' is larger than 'send_every'"},
          {"quantile: 5, share: 1.1", "expected 0 to 1"},
          {"quantile: 5, quantile: 0.5", "quantile"},
          {"exponential_moving_average: 0", "got 0"},
          {"exponential_moving_average: 1.5", "got 1.5"},
          {"exponential_moving_average: { alpha: 0.1, send_every: 5 }", "unknown key 'send_every'"},
          {"throttle_average: 0s", "got 0s"},
          {"throttle_average: 10s, delta: much", "'much' is neither a number nor a percentage"},
          {"heartbeat: 0s", "got 0s"},
          {"heartbeat: 5", "got '5'"},
          {"timeout: 5min, value: next", "got 'next'"},
          {"debounce: -1s", "got '-1s'"},
          {"delta: 5 %", "'5 %' is neither a number nor a percentage"},
          {"delta: -1", "got -1"},
          {"derivative: t, time_unit: year", "got 'year'"},
          {"derivative: { t: seq }", "a sample has a 'seq' of its own"},
          {"derivative: { a: x, b: x }", "'x' gets two results"},
          {"integrate: power", "missing key 'time_unit'"},
          {"integrate: power, time_unit: h, integration_method: simpson", "got 'simpson'"},
          {"aggregate: 10s", "expected"},
          {"aggregate: { every: 10s }", "missing key 'functions'"},
          {"aggregate: { functions: [mean] }", "missing key 'every'"},
          {"aggregate: { every: 10s, functions: [] }", "got 0"},
          {"aggregate: { every: 10s, functions: [mode] }", "got 'mode'"},
          {"aggregate: { every: 10s, functions: [mean, mean] }", "'mean' stands twice"},
          {"aggregate: { every: 10s, functions: [mean], grace: 11s }", "'grace' is longer than 'every'"}}) {
        EXPECT_NE(errors_of(entry).find(error), std::string::npos) << entry << '\n' << errors_of(entry);
    }
}

}  // namespace
}  // namespace weir
