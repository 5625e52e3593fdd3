#include <csignal>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

// The parameter: the signal that ends weir.
class stop : public scene, public ::testing::WithParamInterface<int> {
protected:
    static constexpr std::string_view one_device = R"(
ports: { arduino: { path: PTY/arduino } }
sources:
  climate: { port: arduino, decode: { csv: { columns: [t] } }, publish: { qos: 1 } }
)";
};

TEST_P(stop, publishes_what_was_read_and_says_good_bye) {
    pty& device = plug("arduino");
    start(one_device);
    await("climate/availability", "online");
    constexpr std::size_t line_count = 1000;
    constexpr std::size_t line_size = 200;
    for (std::size_t number = 1; number <= line_count; ++number) {
        const std::string digits = std::to_string(number);
        device.write(digits + std::string(line_size - 1 - digits.size(), ' ') + "\n");
    }

    weir().child().signal(GetParam());
    EXPECT_EQ(weir().child().wait(), 0) << weir().log();

    await("status", "offline");
    // Linux keeps at most 64 KiB and 4095 bytes of a pty back that nobody has read yet.
    constexpr std::size_t surely_read = line_count - (65536 + 4095) / line_size - 1;
    const auto samples = payloads("climate/state");
    EXPECT_GE(samples.size(), surely_read);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        ASSERT_EQ(json_of(samples[i]).at("seq").to_number<std::size_t>(), i + 1);
    }
    EXPECT_EQ(late_comer("weir/bench/status"), "offline");
}

TEST_P(stop, is_obeyed_without_a_broker_too) {
    broker_.kill();
    start(one_device);
    expect(wait_until([&] { return !weir().log().empty(); }), "its first words");
    weir().child().signal(GetParam());
    EXPECT_EQ(weir().child().wait(), 0) << weir().log();
}

INSTANTIATE_TEST_SUITE_P(signals, stop, ::testing::Values(SIGTERM, SIGINT),
                         [](const auto& each) { return each.param == SIGTERM ? "SIGTERM" : "SIGINT"; });

class sudden_stop : public stop {};

TEST_F(sudden_stop, comes_with_the_second_signal) {
    pty& device = plug("arduino");
    start(one_device);
    await("climate/availability", "online");
    broker_.suspend();
    device.write("1\n");

    weir().child().signal(SIGTERM);
    expect(wait_until([&] { return weir().log().find("stopping") != std::string::npos; }), "its stopping");
    ASSERT_TRUE(weir().child().running()) << "it waits for the broker, for some seconds";
    weir().child().signal(SIGTERM);
    EXPECT_TRUE(weir().child().wait(std::chrono::seconds(2))) << weir().log();
}

TEST_F(sudden_stop, is_told_by_the_will) {
    plug("arduino");
    start(one_device);
    await("status", "online");
    weir().child().signal(SIGKILL);
    await("status", "offline");
    EXPECT_EQ(late_comer("weir/bench/status"), "offline");
}

}  // namespace
}  // namespace weir::test
