#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

class hot_plug : public scene {
protected:
    std::string reason(const std::string& port) const {
        return json_of(last("port/" + port)).at("reason").as_string().c_str();
    }
    void await_reason(const std::string& port, const std::string& part) const {
        expect(wait_until([&] {
                   return !last("port/" + port).empty() && reason(port).find(part) != std::string::npos;
               }),
               "the reason " + part + "; it is " + last("port/" + port));
    }
};

TEST_F(hot_plug, finds_a_device_again_under_another_name_within_a_second) {
    pty& device = plug("arduino");
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: text } }
)");
    await("climate/availability", "online");
    std::vector<std::unique_ptr<pty>> others;  // take the names that become free
    std::vector<std::chrono::steady_clock::duration> times;
    int renamed = 0;  // not each time: other tests take and free names too
    for (int i = 0; i < 20; ++i) {
        const std::string before = device.line_path();
        device.hang_up();
        await("climate/availability", "offline");
        others.push_back(std::make_unique<pty>());
        others.push_back(std::make_unique<pty>());
        device.come_back();
        const auto returned = std::chrono::steady_clock::now();
        await("climate/availability", "online");
        times.push_back(std::chrono::steady_clock::now() - returned);
        renamed += device.line_path() != before ? 1 : 0;
        EXPECT_EQ(json_of(last("port/arduino")).at("device").as_string(), device.line_path());
        EXPECT_EQ(json_of(last("port/arduino")).at("configured").as_string(), device_path("arduino"));
        device.write("round " + std::to_string(i) + "\n");
        await_count("climate/state", static_cast<std::size_t>(i) + 1);
    }
    EXPECT_GT(renamed, 0);
    std::ranges::sort(times);
    EXPECT_LT(times[times.size() / 2], 1s);
    const auto slack = 3s;  // for a machine under load
    EXPECT_LT(times.back(), 1s + slack);
}

TEST_F(hot_plug, names_the_process_that_holds_a_port) {
    plug("arduino");
    // The test itself holds it.
    const int holder = open(device_path("arduino").c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_EQ(flock(holder, LOCK_EX), 0);
    start(R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: text } }
)");
    await_state("arduino", "busy");
    await_reason("arduino", "(pid " + std::to_string(getpid()) + ")");
    close(holder);
    await_state("arduino", "open");
    EXPECT_EQ(reason("arduino"), "");
}

TEST_F(hot_plug, says_whom_a_denied_port_belongs_to) {
    plug("arduino");
    std::filesystem::permissions(device_path("arduino"), static_cast<std::filesystem::perms>(0600));
    weir_daemon::options how;
    if (geteuid() != 0) GTEST_SKIP() << "our own device cannot be denied to us alone";
    how.launcher = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    start_as(how, "ports: { arduino: { path: PTY/arduino } }\n");
    await_state("arduino", "denied");
    await_reason("arduino", "permission denied: /dev/pts/");
    await_reason("arduino", "belongs to root:");
}

TEST_F(hot_plug, opens_a_silent_device_anew_where_that_is_asked_for) {
    pty& device = plug("gps");
    start(R"(
ports: { gps: { path: PTY/gps, reopen: true } }
sources: { position: { port: gps, decode: text, stale_after: 300ms } }
)");
    await("position/availability", "online");
    await_reason("gps", "silent for stale_after");
    const auto stats = [&] {
        const auto told = payloads("port/gps");
        return std::count_if(told.begin(), told.end(),
                             [](const auto& each) { return json_of(each).at("state") == "open"; });
    };
    expect(wait_until([&] { return stats() >= 3; }), "a third opening");
    device.write("alive\n");
    await_count("position/state", 1);
}

TEST_F(hot_plug, is_not_needed_by_a_simulated_device) {
    start(R"(
ports:
  gps: { simulate: gps }
  climate: { simulate: climate }
  valve: { simulate: echo }
sources:
  position: { port: gps, decode: nmea, stale_after: 5s }
  climate: { port: climate, decode: { csv: { columns: [temperature, humidity] } } }
commands:
  valve: { port: valve, write: "V ON\n", expect: "^V ON" }
)");
    await_count("position/state", 2);
    await_count("climate/state", 10);
    EXPECT_EQ(json_of(last("port/gps")).at("device"), "simulated gps");
    EXPECT_EQ(json_of(last("position/state")).at("fix"), "3d");
    await_state("valve", "open");
    watcher().publish("weir/bench/cmd/valve", "{}");
    expect(wait_until([&] {
               const std::string end = last("cmd/valve/last");
               return end.find("succeeded") != std::string::npos;
           }),
           "the answer of the echo; it is " + last("cmd/valve/last"));
}

TEST_F(hot_plug, costs_no_wake_up_while_all_is_well) {
    plug("arduino");
    start_as({}, R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: text } }
)");
    await("climate/availability", "online");
    const auto switches = [&] {
        std::ifstream status("/proc/" + std::to_string(weir().child().pid()) + "/status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("voluntary_ctxt_switches:")) return std::stol(line.substr(25));
        }
        return 0L;
    };
    const long before = switches();
    const auto until = std::chrono::steady_clock::now() + 2s;
    while (std::chrono::steady_clock::now() < until) {
        pty other;  // comes and goes in /dev/pts
    }
    EXPECT_LT(switches() - before, 40) << "the link's probe and systemd's status alone make some";
}

}  // namespace
}  // namespace weir::test
