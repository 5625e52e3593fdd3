#include <numeric>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

constexpr int line_count = 10'000;

// The parameter: the QoS of the samples.
class sequence : public scene, public ::testing::WithParamInterface<int> {
protected:
    static std::string numbered_lines() {
        std::string all;
        for (int number = 1; number <= line_count; ++number)
            all += std::to_string(number) + "\n";
        return all;
    }
    std::vector<int> received(const char* member) const {
        std::vector<int> all;
        for (const auto& payload : payloads("counter/state")) {
            all.push_back(json_of(payload).at(member).to_number<int>());
        }
        return all;
    }
};

TEST_P(sequence, has_no_hole_and_keeps_its_order_at_full_speed) {
    pty& device = plug("counter");
    start(R"(
ports: { counter: { path: PTY/counter } }
sources: { counter: { port: counter, decode: { csv: { columns: [n] } }, publish: { qos: )" +
          std::to_string(GetParam()) + " } } }\n");
    await("counter/availability", "online");
    device.write(numbered_lines());

    await_count("counter/state", line_count);
    std::vector<int> expected(line_count);
    std::iota(expected.begin(), expected.end(), 1);
    EXPECT_EQ(received("seq"), expected);
    EXPECT_EQ(received("n"), expected);
}

INSTANTIATE_TEST_SUITE_P(qos, sequence, ::testing::Values(0, 1, 2),
                         [](const auto& each) { return std::to_string(each.param); });

}  // namespace
}  // namespace weir::test
