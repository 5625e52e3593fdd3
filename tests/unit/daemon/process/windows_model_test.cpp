#include <cmath>
#include <deque>
#include <functional>
#include <random>

#include "tests/unit/daemon/process/streams.hpp"

// Random streams through each window stage and through what it should be, written as simply as can be.
namespace weir {
namespace {

using namespace test;
using numbers = std::vector<double>;

double median_of(numbers all) {
    std::sort(all.begin(), all.end());
    const std::size_t half = all.size() / 2;
    return all.size() % 2 == 1 ? all[half] : (all[half - 1] + all[half]) / 2;
}

double mean_of(const numbers& all) {
    double sum = 0;
    for (const double each : all)
        sum += each;
    return sum / static_cast<double>(all.size());
}

// The first that at least three quarters of all are not above.
double third_quartile_of(numbers all) {
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (4 * (i + 1) >= 3 * all.size()) return all[i];
    }
    return all.back();
}

struct model {
    const char* stage;
    std::function<double(numbers)> of;
};

const std::vector<model> models{
    {"median", median_of},
    {"min", [](const numbers& all) { return *std::min_element(all.begin(), all.end()); }},
    {"max", [](const numbers& all) { return *std::max_element(all.begin(), all.end()); }},
    {"mean", mean_of},
    {"sliding_window_moving_average", mean_of},
    {"quantile", third_quartile_of}};

// Numbers with many that are equal, and null now and then; sometimes two at the same moment.
std::vector<coming> random_stream(std::mt19937& random) {
    std::vector<coming> stream;
    duration at{};
    for (int i = 0; i < 400; ++i) {
        at += std::uniform_int_distribution(0, 9)(random) * 100ms;
        const int kind = std::uniform_int_distribution(0, 9)(random);
        const double number = kind < 5 ? std::uniform_int_distribution(-3, 3)(random)
                                       : std::normal_distribution(0.0, 1e3)(random);
        stream.push_back({at, kind == 0 ? value() : value(number)});
    }
    return stream;
}

// What the model gives at each sample, over the last `count` numbers that are not older than `time`.
std::vector<value> expected(const model& what, const std::vector<coming>& stream, std::size_t count,
                            std::optional<duration> time) {
    std::vector<value> all;
    for (std::size_t now = 0; now < stream.size(); ++now) {
        numbers inside;
        for (std::size_t back = now + 1; back-- > 0 && inside.size() < count;) {
            if (time && stream[now].at - stream[back].at >= *time) break;
            if (const auto number = as_number(stream[back].x)) inside.push_back(*number);
        }
        all.push_back(inside.empty() ? value() : value(what.of(inside)));
    }
    return all;
}

void expect_near(const std::vector<value>& got, const std::vector<value>& wanted) {
    ASSERT_EQ(got.size(), wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        ASSERT_EQ(got[i].index(), wanted[i].index()) << i;
        if (wanted[i] == null) continue;
        ASSERT_NEAR(std::get<double>(got[i]), std::get<double>(wanted[i]), 1e-6) << i;
    }
}

TEST(window_stages, agree_with_a_simple_model) {
    for (const unsigned seed : {1U, 2U, 3U, 4U, 5U}) {
        std::mt19937 random(seed);
        const std::vector<coming> stream = random_stream(random);
        for (const model& what : models) {
            const setting options =
                what.stage == std::string_view("quantile") ? map({{"share", written(0.75)}}) : map({});
            for (const int count : {1, 2, 3, 7, 50, 1000}) {
                SCOPED_TRACE(std::string(what.stage) + " " + std::to_string(count));
                const auto made = make(what.stage, integer(count), options);
                expect_near(sent_through(*made, stream),
                            expected(what, stream, static_cast<std::size_t>(count), {}));
            }
            for (const duration time : {duration(100ms), duration(1s), duration(20s)}) {
                SCOPED_TRACE(std::string(what.stage) + " " + std::to_string(time.count()));
                const auto made = make(what.stage, written(time), options);
                expect_near(sent_through(*made, stream), expected(what, stream, 10'000, time));
            }
        }
    }
}

}  // namespace
}  // namespace weir
