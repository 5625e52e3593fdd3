#include <algorithm>
#include <csignal>
#include <sstream>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

// What systemd's end of $NOTIFY_SOCKET hears.
class service_manager {
public:
    explicit service_manager(const std::string& path)
        : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::system_error(errno, std::generic_category(), path);
        }
    }
    ~service_manager() { close(socket_); }
    service_manager(const service_manager&) = delete;
    service_manager& operator=(const service_manager&) = delete;

    // Every assignment so far, in order: "READY=1", ...
    const std::vector<std::string>& heard() {
        std::string datagram(4096, '\0');
        ssize_t size = 0;
        while ((size = recv(socket_, datagram.data(), datagram.size(), MSG_DONTWAIT)) > 0) {
            std::istringstream lines(datagram.substr(0, static_cast<std::size_t>(size)));
            for (std::string line; std::getline(lines, line);)
                heard_.push_back(line);
        }
        return heard_;
    }
    std::ptrdiff_t count(std::string_view start) {
        const auto& all = heard();
        return std::count_if(all.begin(), all.end(),
                             [&](const auto& line) { return line.starts_with(start); });
    }

private:
    int socket_;
    std::vector<std::string> heard_;
};

class service : public scene {
protected:
    service() : manager_(folder_ / "notify.sock") {}

    weir_daemon::options as_service() const {
        weir_daemon::options how;
        how.environment = {{"NOTIFY_SOCKET", folder_ / "notify.sock"}, {"WATCHDOG_USEC", "400000"}};
        return how;
    }
    void await_word(std::string_view start, std::ptrdiff_t at_least = 1) {
        expect(wait_until([&] { return manager_.count(start) >= at_least; }), std::string(start));
    }
    std::ptrdiff_t place_of(std::string_view word) {
        const auto& all = manager_.heard();
        return std::find(all.begin(), all.end(), word) - all.begin();
    }

    temp_folder folder_;
    service_manager manager_;
    static constexpr std::string_view one_device = R"(
ports: { arduino: { path: PTY/arduino } }
sources: { climate: { port: arduino, decode: text } }
)";
};

TEST_F(service, is_ready_without_a_broker_and_feeds_the_watchdog) {
    broker_.kill();
    start_as(as_service(), one_device);
    await_word("READY=1");
    await_word("STATUS=");
    await_word("WATCHDOG=1", 5);
    EXPECT_EQ(manager_.count("STOPPING=1"), 0);

    EXPECT_EQ(weir().stop(), 0);
    await_word("STOPPING=1");
    EXPECT_EQ(manager_.count("READY=1"), 1);
    EXPECT_LT(place_of("READY=1"), place_of("STOPPING=1"));
}

TEST_F(service, says_that_it_reloads_and_that_it_is_ready_again) {
    start_as(as_service(), one_device);
    await_word("READY=1");
    weir().child().signal(SIGHUP);
    await_word("RELOADING=1");
    await_word("MONOTONIC_USEC=");
    await_word("READY=1", 2);
    weir().configure("nonsense");
    weir().child().signal(SIGHUP);
    await_word("RELOADING=1", 2);
    await_word("READY=1", 3);
    EXPECT_EQ(weir().stop(), 0);
}

TEST_F(service, is_never_ready_with_a_bad_configuration) {
    start_as(as_service(), "sources: { climate: { port: nowhere, decode: text } }\n");
    EXPECT_EQ(weir().child().wait(), 78);
    EXPECT_EQ(manager_.count("READY=1"), 0);
}

weir_daemon::options with_a_journal() {
    weir_daemon::options how;
    how.launcher = {"sh", "-c", "JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2) exec \"$@\"", "sh"};
    return how;
}

TEST_F(service, logs_with_priorities_for_the_journal) {
    start_as(with_a_journal(), one_device);
    await("status", "online");
    EXPECT_EQ(weir().stop(), 0);
    EXPECT_THAT(weir().log(), ::testing::MatchesRegex("(<[3-7]>[^\n]*\n)+"));
}

TEST_F(service, tells_the_journal_that_what_is_wrong_with_a_configuration_is_an_error) {
    start_as(with_a_journal(), "sources: { climate: { port: nowhere, decode: text } }\n");
    EXPECT_EQ(weir().child().wait(), 78);
    EXPECT_THAT(weir().log(), ::testing::HasSubstr("nowhere"));
    EXPECT_THAT(weir().log(), ::testing::MatchesRegex("(<3>[^\n]*\n)+"));
}

TEST_F(service, logs_plainly_elsewhere) {
    start(one_device);
    await("status", "online");
    EXPECT_EQ(weir().stop(), 0);
    EXPECT_THAT(weir().log(), ::testing::MatchesRegex("(20[^\n]*\n)+"));
}

}  // namespace
}  // namespace weir::test
