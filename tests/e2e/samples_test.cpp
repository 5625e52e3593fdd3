#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

class samples : public scene {};

constexpr std::string_view stamp = R"("ts":"20[0-9-]*T[0-9:]*\.[0-9][0-9][0-9]Z")";

std::string sample(std::string_view rest) {
    return R"(\{)" + std::string(stamp) + std::string(rest) + R"(\})";
}

TEST_F(samples, tell_what_a_csv_device_measured) {
    pty& device = plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino, baud: 115200 } }
sources:
  climate:
    port: arduino
    decode: { csv: { columns: [temperature, humidity, { name: label, type: text }] } }
)");
    await("climate/availability", "online");
    device.write("23.4,41,dry\n-0.5,,\r\n");

    await_count("climate/state", 2);
    EXPECT_THAT(
        payloads("climate/state"),
        ElementsAre(MatchesRegex(sample(
                        R"(,"seq":1,"quality":"good","temperature":23.4,"humidity":41,"label":"dry")")),
                    MatchesRegex(sample(
                        R"(,"seq":2,"quality":"good","temperature":-0.5,"humidity":null,"label":null)"))));
}

TEST_F(samples, go_through_the_process_list) {
    pty& device = plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources:
  climate:
    port: arduino
    decode: { csv: { columns: [t, h] } }
    fields: { temperature: { from: t, unit: °C } }
    process:
      - range: { temperature: [-40, 85] }
      - scale: { temperature: 10 }
      - round: 1
      - keep: [temperature]
)");
    await("climate/availability", "online");
    device.write("2.345,41\n99,41\n");

    await_count("climate/state", 2);
    EXPECT_THAT(payloads("climate/state"),
                ElementsAre(MatchesRegex(sample(R"(,"seq":1,"quality":"good","temperature":23.5)")),
                            MatchesRegex(sample(R"(,"seq":2,"quality":"bad","temperature":null)"))));
}

TEST_F(samples, are_published_in_every_format_and_place_that_is_asked_for) {
    pty& device = plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources:
  climate:
    port: arduino
    decode: { csv: { columns: [t, h] } }
    publish:
      - { format: json }
      - { topic: "site/{node}/{source}/{field}", format: value, qos: 1, retain: true }
)");
    await("climate/availability", "online");
    device.write("23.5,41\n");

    ASSERT_TRUE(wait_until([&] { return !all_of("site/bench/climate/h").empty(); }));
    EXPECT_THAT(payloads("climate/state"),
                ElementsAre(MatchesRegex(sample(R"(,"seq":1,"quality":"good","t":23.5,"h":41)"))));
    EXPECT_THAT(all_of("site/bench/climate/t"), ElementsAre("23.5"));
    EXPECT_THAT(all_of("site/bench/climate/h"), ElementsAre("41"));
    EXPECT_THAT(late_comer("site/bench/climate/t"), "23.5");
    EXPECT_THAT(late_comer("weir/bench/climate/availability"), "online");
}

TEST_F(samples, of_two_sources_on_two_ports_stay_apart) {
    pty& arduino = plug("arduino");
    pty& gps = plug("gps");
    start(R"(
ports: { arduino: { path: PTY/arduino }, gps: { path: PTY/gps } }
sources:
  climate: { port: arduino, decode: json }
  position: { port: gps, decode: { nmea: { epoch: false } } }
)");
    await("climate/availability", "online");
    await("position/availability", "online");
    arduino.write("{\"a\":{\"b\":[1,2.5]},\"ok\":true}\n");
    gps.write("$GPGLL,4916.45,N,12311.12,W,225444,A,*1D\r\n");

    await_count("climate/state", 1);
    await_count("position/state", 1);
    EXPECT_THAT(payloads("climate/state"),
                ElementsAre(MatchesRegex(
                    sample(R"(,"seq":1,"quality":"good","a\.b\.0":1,"a\.b\.1":2.5,"ok":true)"))));
    const auto position = json_of(payloads("position/state").at(0));
    EXPECT_NEAR(position.at("lat").as_double(), 49.274167, 1e-6);
    EXPECT_NEAR(position.at("lon").as_double(), -123.185333, 1e-6);
}

TEST_F(samples, are_announced_by_the_daemon_itself) {
    plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: text } }
)");
    await("status", "online");
    await_state("arduino", "open");
    await_count("info", 1);

    const auto info = json_of(payloads("info").at(0));
    EXPECT_EQ(info.at("protocol"), "5");
    EXPECT_TRUE(info.contains("version") && info.contains("started") && info.contains("host"));
    EXPECT_EQ(info.at("sources").as_array().size(), 1U);
}

}  // namespace
}  // namespace weir::test
