#include "daemon/notify.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

// systemd's end of NOTIFY_SOCKET.
class manager {
public:
    manager() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        const std::string path = folder_ / "notify";
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    ~manager() {
        unsetenv("NOTIFY_SOCKET");
        close(socket_);
    }
    manager(const manager&) = delete;
    manager& operator=(const manager&) = delete;

    // The next message; empty when there is none. A local datagram is there when it has been sent.
    std::string heard() {
        std::array<char, 512> buffer{};
        const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
        return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
    }

    // Leaves no room for a further message.
    void fill() {
        sockaddr_un address = {};
        socklen_t size = sizeof address;
        getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        const std::string message = "another's";
        for (bool sent = true; sent;) {  // a sender's own room has an end too
            const int other = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            for (sent = false; sendto(other, message.data(), message.size(), 0,
                                      reinterpret_cast<const sockaddr*>(&address), size) > 0;)
                sent = true;
            EXPECT_EQ(errno, EAGAIN);
            close(other);
        }
    }

private:
    test::temp_folder folder_;
    int socket_;
};

class notify_test : public testing::Test {
protected:
    static void enable_watchdog(const char* microseconds, pid_t process) {
        setenv("WATCHDOG_USEC", microseconds, 1);
        setenv("WATCHDOG_PID", std::to_string(process).c_str(), 1);
    }
    void TearDown() override {
        unsetenv("WATCHDOG_USEC");
        unsetenv("WATCHDOG_PID");
    }
};

TEST_F(notify_test, tells_systemd_how_it_goes) {
    manager systemd;
    notify::ready();
    EXPECT_EQ(systemd.heard(), "READY=1");
    notify::status("2 ports open, broker connected");
    EXPECT_EQ(systemd.heard(), "STATUS=2 ports open, broker connected");
    notify::ping();
    EXPECT_EQ(systemd.heard(), "WATCHDOG=1");
    notify::stopping();
    EXPECT_EQ(systemd.heard(), "STOPPING=1");
    EXPECT_EQ(systemd.heard(), "");
}

TEST_F(notify_test, keeps_a_status_on_one_line) {
    manager systemd;
    notify::status("lost\nREADY=1");
    EXPECT_EQ(systemd.heard(), "STATUS=lost READY=1");
}

TEST_F(notify_test, does_not_wait_for_ever_for_a_systemd_that_reads_nothing) {
    manager systemd;
    systemd.fill();
    notify::ping();
    for (std::string message = systemd.heard(); !message.empty(); message = systemd.heard())
        EXPECT_EQ(message, "another's");
}

TEST_F(notify_test, is_silent_where_nobody_listens) {
    unsetenv("NOTIFY_SOCKET");
    notify::ready();
    setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
    notify::status("text");
    manager systemd;
    EXPECT_EQ(systemd.heard(), "");
}

TEST_F(notify_test, knows_when_the_watchdog_waits_for_this_process) {
    EXPECT_EQ(notify::watchdog_interval(), std::nullopt);
    enable_watchdog("30000000", getpid());
    EXPECT_EQ(notify::watchdog_interval(), 30s);
    enable_watchdog("30000000", getpid() + 1);
    EXPECT_EQ(notify::watchdog_interval(), std::nullopt);
    for (const char* broken : {"", "0", "soon", "-1"}) {
        enable_watchdog(broken, getpid());
        EXPECT_EQ(notify::watchdog_interval(), std::nullopt) << broken;
    }
}

TEST_F(notify_test, bounds_an_interval_that_is_too_long) {
    enable_watchdog("18446744073709551000", getpid());
    EXPECT_GT(notify::watchdog_interval(), 24h);
}

}  // namespace
}  // namespace weir
