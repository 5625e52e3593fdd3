#include "daemon/notify.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace weir::notify {

namespace {

// The protocol of sd_notify(3), "Notes": a datagram a message. libsystemd would do it too, and bring six more
// libraries along.
void send(std::string_view message) {
    const char* const to = std::getenv("NOTIFY_SOCKET");
    if (to == nullptr) return;
    const std::string_view path(to);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (!(path.starts_with('/') || path.starts_with('@')) || path.size() < 2 ||
        path.size() >= sizeof address.sun_path)
        return;
    path.copy(static_cast<char*>(address.sun_path), path.size());
    if (path.starts_with('@')) address.sun_path[0] = '\0';  // an abstract one
    const int from = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (from < 0) return;
    // While systemd reads nothing, its queue may be full.
    constexpr timeval patience{1, 0};
    ::setsockopt(from, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    static_cast<void>(::sendto(from, message.data(), message.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&address), size));
    ::close(from);
}

// A variable of the environment that is nothing but a number.
std::optional<std::uint64_t> number_in(const char* name) {
    const char* const text = std::getenv(name);
    if (text == nullptr) return std::nullopt;
    const char* const end = text + std::strlen(text);
    std::uint64_t number = 0;
    const auto [stopped, error] = std::from_chars(text, end, number);
    return error == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

}  // namespace

bool is_listened_to() {
    return std::getenv("NOTIFY_SOCKET") != nullptr;
}

void ready() {
    send("READY=1");
}

void reloading() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();  // CLOCK_MONOTONIC
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void status(std::string_view text) {
    std::string line = "STATUS=" + std::string(text);
    std::replace(line.begin(), line.end(), '\n', ' ');  // the next line would be another message
    send(line);
}

void stopping() {
    send("STOPPING=1");
}

std::optional<duration> watchdog_interval() {
    // sd_watchdog_enabled(3)
    const auto microseconds = number_in("WATCHDOG_USEC");
    constexpr std::uint64_t infinity = std::numeric_limits<std::uint64_t>::max();
    if (!microseconds || *microseconds == 0 || *microseconds == infinity) return std::nullopt;
    if (std::getenv("WATCHDOG_PID") != nullptr &&
        number_in("WATCHDOG_PID") != static_cast<std::uint64_t>(::getpid()))
        return std::nullopt;
    constexpr std::uint64_t most =
        std::chrono::duration_cast<std::chrono::microseconds>(duration::max()).count();
    return std::chrono::microseconds(std::min(*microseconds, most));
}

void ping() {
    send("WATCHDOG=1");
}

}  // namespace weir::notify
