#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

// What matters most, over each of the libraries that speak MQTT. The parameter: `mqtt.client`.
class client : public command_scene, public ::testing::WithParamInterface<const char*> {
protected:
    client() : arduino(simulate("arduino")) { arduino.answers("V", "OK V"); }

    void begin_all() {
        begin(R"(
ports: { arduino: { path: PTY/arduino } }
sources:
  climate: { port: arduino, decode: { csv: { columns: [t] } }, publish: { qos: 1 } }
  outdoor: { topic: zigbee/outdoor, decode: json }
commands:
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, settle: 0s }
)",
              std::string("client: ") + GetParam());
    }
    void await_sample(int number) {
        expect(wait_until([&] {
                   const auto seen = payloads("climate/state");
                   return !seen.empty() && json_of(seen.back()).at("t").to_number<int>() == number;
               }),
               "sample " + std::to_string(number));
    }

    device& arduino;
};

INSTANTIATE_TEST_SUITE_P(libraries, client, ::testing::Values("paho", "mosquitto"),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(client, carries_samples_from_ports_and_from_topics) {
    begin_all();
    for (int number = 1; number <= 100; ++number)
        arduino.says(std::to_string(number));
    await_sample(100);
    EXPECT_EQ(payloads("climate/state").size(), 100U);
    watcher().publish("zigbee/outdoor", R"({"t":7})");
    await_count("outdoor/state", 1);
    EXPECT_EQ(json_of(last("outdoor/state")).at("t"), 7);
}

TEST_P(client, carries_a_command_and_its_answer) {
    begin_all();
    expect_end(ask("valve"), {"succeeded", "OK", "applied"});
    expect_heard(arduino, {"V"});
}

TEST_P(client, finds_the_broker_again) {
    begin_all();
    broker_.kill();
    arduino.says("1");
    bring_back_broker();
    await_sample(1);
    await_ready();
    expect_end(ask("valve"), {"succeeded", "OK", "applied"});
}

TEST_P(client, says_good_bye) {
    begin_all();
    arduino.says("1");
    await_sample(1);
    EXPECT_EQ(weir().stop(), 0) << weir().log();
    await("status", "offline");
    EXPECT_EQ(payloads("status"), (std::vector<std::string>{"online", "offline"})) << "no will follows";
    EXPECT_EQ(late_comer("weir/bench/status"), "offline");
}

}  // namespace
}  // namespace weir::test
