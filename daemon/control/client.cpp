#include "daemon/control/client.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace weir {

namespace json = boost::json;

namespace {

constexpr std::chrono::seconds time_allowed{5};
constexpr std::size_t most_bytes = 64 << 20;

json::value parse_answer(const std::string& path, std::string_view line) {
    json::parse_options options;
    options.max_depth = 256;  // trees are deep
    json::error_code error;
    json::value answer = json::parse(line, error, {}, options);
    if (error) throw control_error(path + ": the answer is no JSON: " + error.message());
    const json::object* object = answer.if_object();
    const json::value* refusal = object ? object->if_contains("error") : nullptr;
    if (!refusal) return answer;
    const json::string* text = refusal->if_string();
    throw control_error("the daemon says: " + (text ? std::string(*text) : json::serialize(*refusal)));
}

}  // namespace

control_connection::control_connection(std::string path) : path_(std::move(path)) {
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) fail(errno);
    try {
        connect(monotonic_clock::now() + time_allowed);
    } catch (...) {
        ::close(socket_);
        throw;
    }
}

control_connection::~control_connection() {
    ::close(socket_);
}

void control_connection::connect(monotonic_time deadline) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path) fail(ENAMETOOLONG);
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    // EAGAIN: others wait before us, and poll() cannot tell when it is our turn.
    while (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno != EAGAIN && errno != EINTR) fail(errno);
        if (monotonic_clock::now() >= deadline) fail(ETIMEDOUT);
        ::poll(nullptr, 0, 10);
    }
}

json::value control_connection::ask(const json::value& request) {
    const monotonic_time deadline = monotonic_clock::now() + time_allowed;
    send(json::serialize(request) + '\n', deadline);
    const std::optional<std::string> line = receive_line(deadline);
    if (!line) fail(ETIMEDOUT);
    if (is_over_) throw control_error(path_ + ": the daemon hung up without an answer");
    return parse_answer(path_, *line);
}

std::optional<std::string> control_connection::next_line(monotonic_time deadline) {
    std::optional<std::string> line = receive_line(deadline);
    if (is_over_) throw control_error(fmt::format("the weir daemon at {} has ended, or hung up", path_));
    return line;
}

void control_connection::send(std::string_view bytes, monotonic_time deadline) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (!wait_for(POLLOUT, errno, deadline)) {
            fail(ETIMEDOUT);
        }
    }
}

std::optional<std::string> control_connection::receive_line(monotonic_time deadline) {
    std::size_t searched = 0;
    while (received_.size() <= most_bytes) {
        const std::size_t end = received_.find('\n', searched);
        if (end != std::string::npos) {
            std::string line = received_.substr(0, end);
            received_.erase(0, end + 1);
            return line;
        }
        searched = received_.size();
        std::array<char, 16384> chunk;
        const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
        if (got < 0 && errno != ECONNRESET) {
            if (!wait_for(POLLIN, errno, deadline)) return std::nullopt;
            continue;
        }
        is_over_ = got <= 0;
        if (is_over_) return "";
        received_.append(chunk.data(), static_cast<std::size_t>(got));
    }
    throw control_error(path_ + ": the answer is too long");
}

// After `error` of a call that would block. False: it is past the deadline.
bool control_connection::wait_for(short events, int error, monotonic_time deadline) const {
    if (error != EAGAIN && error != EINTR) fail(error);
    const monotonic_time now = monotonic_clock::now();
    if (now >= deadline) return false;
    constexpr std::chrono::milliseconds longest{60'000};
    const auto left = std::min(std::chrono::ceil<std::chrono::milliseconds>(deadline - now), longest);
    pollfd descriptor{socket_, events, 0};
    ::poll(&descriptor, 1, static_cast<int>(left.count()));
    return true;
}

void control_connection::fail(int error) const {
    const std::string why = std::generic_category().message(error);
    if (error == ENOENT || error == ECONNREFUSED)
        throw control_error(fmt::format("no weir daemon listens at {} ({})", path_, why));
    if (error == EACCES || error == EPERM)
        throw control_error(fmt::format(
            "no permission for {}: be root or a member of the group that owns it ({})", path_, why));
    if (error == ETIMEDOUT)
        throw control_error(
            fmt::format("the weir daemon at {} gave no answer within {} s", path_, time_allowed.count()));
    throw control_error(fmt::format("{}: {}", path_, why));
}

std::string default_control_path() {
    const char* folders = std::getenv("RUNTIME_DIRECTORY");
    if (!folders || !*folders) return "/run/weir/control.sock";
    const std::string_view list(folders);
    return std::string(list.substr(0, list.find(':'))) + "/control.sock";
}

json::value control_request(const std::string& path, const json::value& request) {
    return control_connection(path).ask(request);
}

}  // namespace weir
