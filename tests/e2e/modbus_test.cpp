#include "tests/e2e/command_scene.hpp"
#include "tests/support/process.hpp"
#include "tests/support/pty_pair.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Devices that others have written: libmodbus and pymodbus, behind a cable or on the network.
class modbus_e2e : public command_scene {
protected:
    process& serve(std::vector<std::string> command) {
        servers_.push_back(std::make_unique<process>(std::move(command)));
        process& server = *servers_.back();
        expect(wait_until([&] { return server.out().find("ready") != std::string::npos; }),
               "the Modbus server: " + server.err());
        return server;
    }
    process& serve_libmodbus(const std::string& how, const std::string& where) {
        std::vector<std::string> command{MODBUS_SERVER, how, where};
        if (how == "rtu") command.emplace_back("2");
        return serve(std::move(command));
    }
    process& serve_pymodbus(const std::string& how, const std::string& where, int units) {
        std::vector<std::string> command{WEIR_SOURCE_DIR "/tests/peers/modbus_server.py", how, where};
        for (int unit = 1; unit <= units; ++unit)
            command.push_back(std::to_string(unit));
        return serve(std::move(command));
    }
    // What the device of libmodbus' has, and what it may be told.
    void begin_with_meter(const std::string& port) {
        begin("ports: { line: { " + port + R"( } }
sources:
  meter:
    port: line
    modbus:
      unit_id: 2
      every: 50ms
      timeout: 5s
      registers:
        voltage: { input: 0, type: f32, unit: V }
        count: { input: 2, type: u16 }
        offset: { input: 3, type: i32, order: CDAB, scale: 0.5 }
        door: { discrete: 3, enum: { 0: closed, 1: open } }
        speed: { holding: 40, scale: 0.1 }
commands:
  pump:
    port: line
    params: { hz: { type: number, min: 0, max: 5000 } }
    modbus: { unit_id: 2, holding: 40, value: "{hz}", scale: 0.1 }
    timeout: 10s
  relay: { port: line, params: { on: { type: boolean } }, modbus: { unit_id: 2, coil: 7, value: "{on}" }, timeout: 10s }
  nowhere: { port: line, modbus: { unit_id: 2, holding: 500, value: 1 }, timeout: 10s }
)");
    }
    void check_meter(process& server) {
        await_count("meter/state", 2);
        const auto sample = json_of(last("meter/state"));
        EXPECT_EQ(sample.at("quality"), "good");
        EXPECT_EQ(sample.at("voltage").to_number<double>(), 230.5);
        EXPECT_EQ(sample.at("count").to_number<int>(), 65535);
        EXPECT_EQ(sample.at("offset").to_number<double>(), -2.5);
        EXPECT_EQ(sample.at("door"), "open");

        const std::string set = ask("pump", R"({"hz": 20.5})");
        const said done = await_final(set);
        EXPECT_EQ(done.state(), "succeeded");
        EXPECT_EQ(done.text("effect"), "applied");
        const auto is_written = [&](const char* what) {
            return wait_until([&] { return server.out().find(what) != std::string::npos; });
        };
        EXPECT_TRUE(is_written("holding 40 = 205\n")) << server.out();
        const auto speed = [this] { return json_of(last("meter/state")).at("speed").to_number<double>(); };
        expect(wait_until([&] { return speed() == 20.5; }), "the speed that was set");

        await_final(ask("relay", R"({"on": true})"));
        EXPECT_TRUE(is_written("coil 7 = 1\n")) << server.out();
        const said refused = await_final(ask("nowhere"));
        EXPECT_EQ(refused.state(), "failed");
        EXPECT_EQ(refused.text("code"), "DEVICE_ERROR");
        EXPECT_THAT(refused.text("message"), HasSubstr("illegal data address"));
        const said too_large = await_final(ask("pump", R"({"hz": 7000})"));
        EXPECT_EQ(too_large.state(), "rejected");
    }

private:
    std::vector<std::unique_ptr<process>> servers_;
};

TEST_F(modbus_e2e, reads_and_writes_a_device_of_libmodbus_over_a_cable) {
    const pty_pair cable;
    process& server = serve_libmodbus("rtu", cable.other());
    begin_with_meter("path: " + cable.one() + ", baud: 115200");
    check_meter(server);
}

TEST_F(modbus_e2e, reads_and_writes_a_device_of_libmodbus_over_the_network) {
    const std::string port = std::to_string(free_port());
    process& server = serve_libmodbus("tcp", port);
    begin_with_meter("tcp: \"127.0.0.1:" + port + "\"");
    check_meter(server);
}

TEST_F(modbus_e2e, speaks_rtu_to_devices_of_pymodbus_behind_a_bridge) {
    const std::string port = std::to_string(free_port());
    serve_pymodbus("rtu-over-tcp", port, 2);
    start("ports: { bridge: { tcp: \"127.0.0.1:" + port + R"(", frame: modbus-rtu } }
sources:
  one: { port: bridge, modbus: { unit_id: 1, every: 50ms, registers: { id: { holding: 0 }, more: { input: 0 } } } }
  two: { port: bridge, modbus: { unit_id: 2, every: 50ms, registers: { id: { holding: 0 } } } }
)");
    await_count("one/state", 3);
    await_count("two/state", 3);
    EXPECT_EQ(json_of(last("one/state")).at("more").to_number<int>(), 1);
    EXPECT_EQ(json_of(last("two/state")).at("id").to_number<int>(), 2);
}

TEST_F(modbus_e2e, shares_a_bus_with_many_devices_of_pymodbus_of_which_some_are_dead) {
    constexpr int living = 7;
    constexpr int all = 10;
    const pty_pair cable;
    serve_pymodbus("rtu", cable.other(), living);
    std::string sources = "sources:\n";
    for (int unit = 1; unit <= all; ++unit) {
        const std::string number = std::to_string(unit);
        sources += "  unit" + number + ": { port: bus, modbus: { unit_id: " + number +
                   ", every: 10ms, timeout: 500ms, registers: { id: { holding: 0 } } } }\n";
    }
    start("ports: { bus: { path: " + cable.one() + ", baud: 115200 } }\n" + sources, "stats: 500ms");
    for (int unit = 1; unit <= living; ++unit) {
        const std::string name = "unit" + std::to_string(unit);
        await_count(name + "/state", 5);
        EXPECT_EQ(json_of(last(name + "/state")).at("id").to_number<int>(), unit);
    }
    for (int unit = living + 1; unit <= all; ++unit)
        await("unit" + std::to_string(unit) + "/availability", "offline");

    const auto uptime = [](const boost::json::object& stats) {
        return stats.at("uptime_s").to_number<double>();
    };
    const auto timeouts = [](const boost::json::object& stats) {
        double count = 0;
        for (int unit = living + 1; unit <= all; ++unit)
            count += stats.at("sources")
                         .at("unit" + std::to_string(unit))
                         .at("polls")
                         .at("timeouts")
                         .to_number<double>();
        return count;
    };
    const auto before = await_stats([](const auto&) { return true; });
    const auto after = await_stats([&](const auto& now) { return uptime(now) >= uptime(before) + 10; });
    const double lost = (timeouts(after) - timeouts(before)) * 0.5 / (uptime(after) - uptime(before));
    EXPECT_LT(lost, 0.10) << "of the bus's time";
    for (int unit = 1; unit <= living; ++unit)
        EXPECT_EQ(last("unit" + std::to_string(unit) + "/availability"), "online");
}

}  // namespace
}  // namespace weir::test
