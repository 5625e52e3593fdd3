#include "daemon/port/open_port.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include "daemon/port/port_state.hpp"
#include "drivers/simulate/device.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/deaf_listener.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/settings_builder.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
namespace errc = boost::system::errc;

port_info adapter(const std::string& path, const std::string& serial, int interface) {
    port_info made;
    made.path = path;
    made.usb = usb_id{0x0403, 0x6010};
    made.serial = serial;
    made.interface = interface;
    made.usb_path = "1-1";
    return made;
}

class open_port_test : public ::testing::Test {
protected:
    open_attempt open(port_device device) {
        port.device = std::move(device);
        std::optional<open_attempt> done;
        spawned opening(loop, keep_result(opener.open(port), done));
        EXPECT_TRUE(run_until(loop, [&] { return opening.ended(); }));
        EXPECT_EQ(reason(opening.failure()), "");
        return std::move(*done);
    }
    static tcp_device at(const std::string& host, std::uint16_t number, duration timeout = 5s) {
        return {{host, number}, timeout};
    }

    boost::asio::io_context loop{1};
    std::shared_ptr<std::vector<port_info>> there = std::make_shared<std::vector<port_info>>();
    port_settings port;
    port_opener opener{loop.get_executor(), [list = there] { return *list; }};
};

TEST_F(open_port_test, a_path_is_followed_to_its_device) {
    temp_folder folder;
    const pty device(folder / "link");
    const open_attempt found = open(path_device{device.path()});
    EXPECT_TRUE(found.stream);
    EXPECT_EQ(found.device, device.line_path());
}

TEST_F(open_port_test, what_is_not_there_or_is_no_device_is_said) {
    EXPECT_EQ(open(path_device{"/dev/weir-absent"}).reason, "there is no such device");
    EXPECT_EQ(open(path_device{"/dev/null/x"}).reason, "there is no such device");
    EXPECT_EQ(open(path_device{"/dev/null"}).reason, "it is no serial device");
}

TEST_F(open_port_test, a_busy_device_names_who_holds_it) {
    const pty device;
    const int holder = ::open(device.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_EQ(flock(holder, LOCK_EX), 0);
    const open_attempt refused = open(path_device{device.path()});
    EXPECT_EQ(refused.error, errc::device_or_resource_busy);
    EXPECT_TRUE(refused.reason.starts_with("another process has opened it")) << refused.reason;
    ::close(holder);
    EXPECT_TRUE(open(path_device{device.path()}).stream);
}

TEST_F(open_port_test, a_usb_adapter_is_found_by_its_identity) {
    const pty device;
    *there = {adapter("/dev/weir-absent", "A", 0), adapter(device.path(), "A", 1)};
    const auto identity = parse_usb_identity("0403:6010:A");
    usb_device wanted{*identity};
    wanted.identity.interface = 1;
    const open_attempt found = open(wanted);
    EXPECT_TRUE(found.stream);
    EXPECT_EQ(found.device, device.path());
}

TEST_F(open_port_test, several_adapters_that_match_are_listed) {
    *there = {adapter("/dev/ttyUSB0", "A", 0), adapter("/dev/ttyUSB1", "B", 1)};
    const open_attempt refused = open(usb_device{*parse_usb_identity("0403:6010")});
    EXPECT_EQ(refused.reason,
              "2 devices match usb 0403:6010: /dev/ttyUSB0 (serial A, interface 0, usb_path 1-1), "
              "/dev/ttyUSB1 (serial B, interface 1, usb_path 1-1); add the serial number, interface or "
              "usb_path");
    EXPECT_EQ(state_after(refused.error, false), port_state::waiting);
    there->clear();
    EXPECT_EQ(open(usb_device{*parse_usb_identity("0403:6010")}).reason, "there is no such device");
}

TEST_F(open_port_test, a_host_is_tried_at_each_of_its_addresses) {
    tcp::acceptor listener(loop, {boost::asio::ip::address_v4::loopback(), 0});
    const std::uint16_t number = listener.local_endpoint().port();
    const open_attempt found = open(at("localhost", number));  // ::1 first, where nobody listens
    EXPECT_TRUE(found.stream) << found.reason;
    EXPECT_EQ(found.device, "127.0.0.1:" + std::to_string(number));
    listener.close();
    const open_attempt refused = open(at("127.0.0.1", number));
    EXPECT_EQ(refused.reason, "nobody listens there: the connection was refused");
    EXPECT_EQ(state_after(refused.error, true), port_state::lost);
}

TEST_F(open_port_test, a_host_that_does_not_answer_takes_its_time_and_no_more) {
    const deaf_listener deaf;
    const auto begin = monotonic_clock::now();
    const open_attempt refused = open(at("127.0.0.1", deaf.port(), 200ms));
    EXPECT_EQ(refused.reason, "no answer within 200ms");
    EXPECT_LT(monotonic_clock::now() - begin, 2s);
}

TEST_F(open_port_test, a_name_that_is_not_there_is_said) {
    const open_attempt refused = open(at("weir-no-such-host.invalid", 1));
    EXPECT_TRUE(refused.error);
    EXPECT_FALSE(refused.stream);
    EXPECT_NE(refused.reason.find("name"), std::string::npos) << refused.reason;
}

TEST_F(open_port_test, an_attempt_can_be_cancelled_at_once) {
    const deaf_listener deaf;
    for (const port_device& each :
         {port_device(at("127.0.0.1", deaf.port())), port_device(at("weir-no-such-host.invalid", 1))}) {
        port.device = each;
        std::optional<open_attempt> done;
        spawned opening(loop, keep_result(opener.open(port), done));
        loop.poll();
        opening.cancel();
        EXPECT_TRUE(run_until(
            loop, [&] { return opening.ended(); }, 1s));
        EXPECT_TRUE(is_cancellation(opening.failure()));
    }
}

TEST_F(open_port_test, a_recording_is_there_once_its_file_can_be_read) {
    const temp_folder folder;
    const open_attempt refused = open(replay_device{folder / "one.wrec"});
    EXPECT_EQ(refused.reason, "there is no such file");
    EXPECT_EQ(state_after(refused.error, false), port_state::waiting);
    EXPECT_EQ(open(replay_device{folder.write("one.wrec", "1\n2\n")}).reason, "it is no recording of weir");
    folder.write("one.wrec", recording_of("p", {{record_kind::received, 0s, "one"}}));
    EXPECT_TRUE(open(replay_device{folder / "one.wrec"}).stream);
}

TEST_F(open_port_test, a_simulated_device_is_always_there) {
    const open_attempt found = open(simulated_use{use_of(simulated_devices(), "gps")});
    EXPECT_TRUE(found.stream);
    EXPECT_EQ(found.device, "");
}

}  // namespace
}  // namespace weir::test
