#include "tests/e2e/command_scene.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

namespace weir::test {
namespace {

// Devices of each language on real lines, and what a subscriber gets of them.
class languages : public scene {
protected:
    boost::json::object sample_of(const std::string& source) {
        await_count(source + "/state", 1);
        return json_of(last(source + "/state"));
    }
};

TEST_F(languages, of_text_are_decoded) {
    pty& scale = plug("scale");
    pty& probe = plug("probe");
    pty& pack = plug("pack");
    start(R"(
ports: { scale: { path: PTY/scale }, probe: { path: PTY/probe }, pack: { path: PTY/pack } }
sources:
  weight: { port: scale, decode: { regex: '^(?P<stable>S|U) *(?P<weight>[-0-9.]+) kg' } }
  soil: { port: probe, decode: kv }
  room: { port: pack, decode: senml }
  outdoor: { topic: site/outdoor, decode: { json: { fields: { temperature: "main.temp", wind: "wind[0].speed" } } } }
)");
    for (const char* source : {"weight", "soil", "room", "outdoor"})
        await(std::string(source) + "/availability", "online");
    scale.write("S   12.5 kg\r\n");
    probe.write("moisture=41 ok=true name=\"bed 2\"\n");
    pack.write(
        R"([{"bn":"urn:dev:ow:10e2073a01080063:","n":"temp","u":"Cel","v":23.1},{"n":"door","vb":true}])"
        "\n");
    watcher().publish("site/outdoor", R"({"main": {"temp": 3.5, "other": 1}, "wind": [{"speed": 7}]})");

    const auto weight = sample_of("weight");
    EXPECT_EQ(weight.at("stable"), "S");
    EXPECT_EQ(weight.at("weight").to_number<double>(), 12.5);
    const auto soil = sample_of("soil");
    EXPECT_EQ(soil.at("moisture").to_number<int>(), 41);
    EXPECT_EQ(soil.at("ok"), true);
    EXPECT_EQ(soil.at("name"), "bed 2");
    const auto room = sample_of("room");
    EXPECT_EQ(room.at("urn:dev:ow:10e2073a01080063:temp").to_number<double>(), 23.1);
    EXPECT_EQ(room.at("urn:dev:ow:10e2073a01080063:door"), true);
    const auto outdoor = sample_of("outdoor");
    EXPECT_EQ(outdoor.at("temperature").to_number<double>(), 3.5);
    EXPECT_EQ(outdoor.at("wind").to_number<int>(), 7);
    EXPECT_FALSE(outdoor.contains("main.other"));
}

TEST_F(languages, of_bytes_are_decoded) {
    pty& imu = plug("imu");
    start(R"(
ports: { imu: { path: PTY/imu, frame: { cobs: {}, checksum: crc16-x25 } } }
sources:
  motion:
    port: imu
    decode:
      binary:
        order: big
        fields:
          - { type: u8, equals: 0x21 }
          - { name: temperature, type: i16, scale: 0.01 }
          - { name: state, type: u8, enum: { 0: "off", 1: "on" } }
          - { name: axis, type: i16, count: 3 }
)");
    await("motion/availability", "online");
    imu.write(cobs(with_crc16(bytes("\x22\x09\x29\x01\x00\x01\x00\x02\xFF\xFF"))));  // another message
    imu.write(cobs(with_crc16(bytes("\x21\x09\x29\x01\x00\x01\x00\x02\xFF\xFF"))));
    const auto motion = sample_of("motion");
    EXPECT_EQ(motion.at("temperature").to_number<double>(), 23.45);
    EXPECT_EQ(motion.at("state"), "on");
    EXPECT_EQ(motion.at("axis.2").to_number<int>(), -1);
    EXPECT_EQ(payloads("motion/state").size(), 1U);
}

TEST_F(languages, bring_their_own_frames) {
    pty& meter = plug("meter");
    pty& rover = plug("rover");
    start(R"(
ports: { meter: { path: PTY/meter, baud: 115200 }, rover: { path: PTY/rover } }
sources:
  power: { port: meter, decode: dsmr }
  vehicle: { port: rover, decode: mavlink }
)");
    await("power/availability", "online");
    await("vehicle/availability", "online");
    meter.write("/ISk5\\2MT382-1000\r\n\r\n1-0:1.8.1(000001.234*kWh)\r\n1-0:1.7.0(00.980*kW)\r\n!A53F\r\n");
    // A heartbeat of version 1: a quadrotor with ArduPilot, armed.
    rover.write(bytes("\xFE\x09\x00\x01\x01\x00\x00\x00\x00\x00\x02\x03\x81\x04\x03\x05\x25"));
    const auto power = sample_of("power");
    EXPECT_EQ(power.at("energy_delivered_tariff1").to_number<double>(), 1.234);
    EXPECT_EQ(power.at("power_delivered").to_number<double>(), 0.98);
    const auto vehicle = sample_of("vehicle");
    EXPECT_EQ(vehicle.at("message"), "HEARTBEAT");
    EXPECT_EQ(vehicle.at("type"), "quadrotor");
    EXPECT_EQ(vehicle.at("armed"), true);
}

TEST_F(languages, of_boats_are_decoded) {
    pty& boat = plug("boat");
    start(R"(
ports: { boat: { path: PTY/boat, baud: 4800 } }
sources: { instruments: { port: boat, decode: nmea } }
)");
    await("instruments/availability", "online");
    boat.write(nmea("WIMWV,214.8,R,10.0,M,A") + "\r\n");
    EXPECT_EQ(sample_of("instruments").at("wind_speed").to_number<double>(), 10);
}

// Commands in them.
class spoken_commands : public command_scene {};

TEST_F(spoken_commands, reach_the_device_in_its_language) {
    device& gps = simulate("gps");
    gps.answers(std::regex("\\$PMTK220,200\\*2C"), "$PMTK001,220,3*30");
    begin(R"(
ports: { gps: { path: PTY/gps } }
commands:
  rate:
    port: gps
    params: { ms: { type: integer, min: 100, max: 10000 } }
    write: "PMTK220,{ms}"
    encode: nmea
    expect: '^\$PMTK001,220,3'
    timeout: 10s
)");
    expect_end(ask("rate", R"({"ms": 200})"), {"succeeded", "OK", "applied"});
}

TEST_F(spoken_commands, are_structs_in_frames_too) {
    pty& robot = plug("robot");
    begin(R"(
ports: { robot: { path: PTY/robot, frame: { cobs: {}, checksum: crc16-x25 } } }
commands:
  servo:
    port: robot
    params: { angle: { type: number, min: -90, max: 90 }, label: { type: text } }
    encode:
      binary:
        order: little
        fields:
          - { type: u8, equals: 0x11 }
          - { name: angle, type: i16, scale: 0.01 }
          - { name: label, type: text, size: 4 }
      checksum: crc16-x25
      frame: cobs
    timeout: 10s
)");
    expect_end(ask("servo", R"({"angle": -45.5, "label": "arm"})"), {"succeeded", "OK", "unknown"});
    const std::string wanted = cobs(with_crc16(bytes("\x11\x3A\xEE") + "arm" + '\0'));
    EXPECT_EQ(robot.read(wanted.size()), wanted);
    expect_end(ask("servo", R"({"angle": 1, "label": "longer"})"),
               {"rejected", "INVALID_ARGUMENT", "none", "label"});
}

TEST_F(spoken_commands, are_answered_by_an_autopilot) {
    pty& rover = plug("rover");
    begin(R"(
ports: { rover: { path: PTY/rover, frame: mavlink } }
commands:
  arm:
    port: rover
    params: { on: { type: boolean } }
    encode: { mavlink: { command: MAV_CMD_COMPONENT_ARM_DISARM, params: ["{on}"] } }
    timeout: 10s
)");
    const std::string yes = ask("arm", R"({"on": true})");
    await_state_of(yes, "running");
    rover.write(bytes("\xFE\x03\x00\x01\x01\x4D\x90\x01\x00\x5B\x76"));  // COMMAND_ACK: 400, accepted
    expect_end(yes, {"succeeded", "OK", "applied"});
    const std::string no = ask("arm", R"({"on": false})");
    await_state_of(no, "running");
    rover.write(bytes("\xFE\x03\x01\x01\x01\x4D\x90\x01\x02\x54\xC4"));  // denied
    expect_end(no, {"failed", "DEVICE_ERROR", "none", "denied"});
}

}  // namespace
}  // namespace weir::test
