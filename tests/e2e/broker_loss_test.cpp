#include <csignal>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class broker_loss : public scene {
protected:
    static constexpr std::string_view one_device = R"(
ports: { arduino: { path: PTY/arduino } }
sources:
  climate:
    port: arduino
    decode: { csv: { columns: [t] } }
    publish: { qos: 1, retain: true }
)";
    // More than a pty holds by itself: written only if weir reads.
    static std::string many_lines() {
        std::string all;
        for (int number = 1; number <= 400; ++number)
            all += std::to_string(number) + std::string(200, ' ') + "\n";
        return all;
    }
    int retained_seq() const {
        const std::string sample = late_comer("weir/bench/climate/state");
        return sample.empty() ? 0 : json_of(sample).at("seq").to_number<int>();
    }
    void await_retained_seq(int number) {
        expect(wait_until([&] { return retained_seq() == number; }), "sample " + std::to_string(number));
    }
};

TEST_F(broker_loss, stops_no_port_and_ends_with_the_broker_s_return) {
    pty& device = plug("arduino");
    start(one_device);
    await("status", "online");
    await("climate/availability", "online");

    broker_.kill();
    device.write(many_lines());
    bring_back_broker();

    await_retained_seq(400);
    for (const auto& [topic, payload] : {std::pair{"status", "online"}, {"climate/availability", "online"}}) {
        EXPECT_EQ(late_comer(std::string("weir/bench/") + topic), payload) << topic;
    }
    EXPECT_EQ(json_of(late_comer("weir/bench/port/arduino")).at("state"), "open");
    EXPECT_NE(late_comer("weir/bench/info"), "");
    device.write("23.4\n");
    await_retained_seq(401);
}

TEST_F(broker_loss, at_the_start_is_waited_out) {
    pty& device = plug("arduino");
    broker_.kill();
    start(one_device);
    device.write(many_lines());
    bring_back_broker();

    await_retained_seq(400);
    await("status", "online");
    await("climate/availability", "online");
}

TEST_F(broker_loss, again_and_again_is_survived) {
    pty& device = plug("arduino");
    start(one_device);
    for (int round = 1; round <= 3; ++round) {
        await("status", "online");
        device.write(std::to_string(round) + "\n");
        await_retained_seq(round);
        broker_.kill();
        bring_back_broker();
    }
}

TEST_F(broker_loss, restores_subscriptions) {
    start(R"(
sources: { outdoor: { topic: zigbee/outdoor, decode: json } }
)");
    await("outdoor/availability", "online");
    broker_.kill();
    bring_back_broker();

    // The first one may come before weir has subscribed again.
    expect(wait_until([&] {
               watcher().publish("zigbee/outdoor", R"({"t":1})");
               return !payloads("outdoor/state").empty();
           }),
           "a sample after the broker's return");
}

TEST_F(broker_loss, by_silence_stops_neither_port_nor_end) {
    pty& device = plug("arduino");
    start(one_device);
    await("climate/availability", "online");

    broker_.suspend();
    device.write(many_lines());
    const auto asked = std::chrono::steady_clock::now();
    EXPECT_EQ(weir().stop(), 0) << weir().log();
    const auto slack = std::chrono::seconds(3);  // for a machine under load
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(5) + slack);
    broker_.resume();
}

}  // namespace
}  // namespace weir::test
