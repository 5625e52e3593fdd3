#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class port_loss : public scene {
protected:
    static constexpr std::string_view one_device = R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: { csv: { columns: [t] } } } }
)";
};

TEST_F(port_loss, is_told_and_ends_with_the_device_s_return) {
    pty& device = plug("arduino");
    start(one_device);
    await("climate/availability", "online");
    device.write("1\n2\nhalf a li");
    await_count("climate/state", 2);

    device.hang_up();
    await_state("arduino", "lost");
    await("climate/availability", "offline");

    device.come_back();
    await_state("arduino", "open");
    await("climate/availability", "online");
    device.write("3\n");
    await_count("climate/state", 3);
    EXPECT_EQ(json_of(last("climate/state")).at("seq").as_int64(), 3) << "the numbers go on";
    EXPECT_EQ(json_of(last("climate/state")).at("t").to_number<double>(), 3) << "the half line is forgotten";
}

TEST_F(port_loss, lasts_less_than_two_seconds_after_the_return) {
    pty& device = plug("arduino");
    start(one_device);
    await("climate/availability", "online");
    for (int i = 0; i < 3; ++i) {
        device.hang_up();
        await("climate/availability", "offline");
        const auto returned = std::chrono::steady_clock::now();
        device.come_back();
        await("climate/availability", "online");
        const auto slack = std::chrono::seconds(3);  // for a machine under load
        EXPECT_LT(std::chrono::steady_clock::now() - returned, std::chrono::seconds(2) + slack);
    }
}

TEST_F(port_loss, of_one_port_leaves_the_other_alone) {
    pty& arduino = plug("arduino");
    pty& gps = plug("gps");
    start(R"(
ports: { arduino: { path: PTY/arduino }, gps: { path: PTY/gps } }
sources:
  climate: { port: arduino, decode: text }
  position: { port: gps, decode: text }
)");
    await("climate/availability", "online");
    await("position/availability", "online");

    arduino.hang_up();
    await("climate/availability", "offline");
    gps.write("still here\n");
    await_count("position/state", 1);
    EXPECT_EQ(last("position/availability"), "online");
}

TEST_F(port_loss, before_the_start_is_waited_out) {
    start(one_device);
    await("status", "online");
    await_state("arduino", "waiting");
    await("climate/availability", "offline");

    pty& device = plug("arduino");
    await_state("arduino", "open");
    device.write("7\n");
    await_count("climate/state", 1);
}

TEST_F(port_loss, is_told_apart_from_a_port_that_another_process_holds) {
    plug("arduino");
    const int holder = open(device_path("arduino").c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(holder, 0);
    ASSERT_EQ(flock(holder, LOCK_EX), 0);
    start(one_device);
    await_state("arduino", "busy");

    close(holder);
    await_state("arduino", "open");
}

TEST_F(port_loss, is_told_apart_from_a_missing_permission) {
    plug("arduino");
    std::filesystem::permissions(device_path("arduino"), std::filesystem::perms::none);
    weir_daemon::options how;
    if (geteuid() == 0) how.launcher = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    start_as(how, one_device);
    await_state("arduino", "denied");

    std::filesystem::permissions(device_path("arduino"), static_cast<std::filesystem::perms>(0666));
    await_state("arduino", "open");
}

}  // namespace
}  // namespace weir::test
