#include <future>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class flow : public scene {
protected:
    bool port_waits_for(std::string_view what) {
        const std::string told = run_weir({"tasks", "--control", weir().control()}).out;
        return told.find("arduino  awaits " + std::string(what)) != std::string::npos;
    }
};

TEST_F(flow, holds_the_device_back_and_loses_nothing_when_the_broker_is_slow) {
    pty& device = plug("arduino");
    start(R"(
limits: { outbox: 100 }
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: text, publish: { qos: 1 } } }
)");
    await("climate/availability", "online");

    broker_.suspend();
    constexpr int line_count = 2000;
    auto written = std::async(std::launch::async, [&] {
        for (int number = 0; number < line_count; ++number)
            device.write(std::string(199, 'x') + "\n");
    });
    expect(wait_until([&] { return port_waits_for("room in the outbox"); }), "the port to wait");
    EXPECT_EQ(written.wait_for(std::chrono::seconds(0)), std::future_status::timeout)
        << "the device waits too";

    broker_.resume();
    written.get();
    await_count("climate/state", line_count);
    EXPECT_EQ(json_of(last("climate/state")).at("seq").as_int64(), line_count);
}

}  // namespace
}  // namespace weir::test
