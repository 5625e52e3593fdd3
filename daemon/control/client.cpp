#include "daemon/control/client.hpp"

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

class connection {
public:
    explicit connection(std::string path) : path_(std::move(path)) {
        socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (socket_ < 0) fail(errno);
    }
    ~connection() {
        if (socket_ >= 0) ::close(socket_);
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void connect() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path_.size() >= sizeof address.sun_path) fail(ENAMETOOLONG);
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        // EAGAIN: others wait before us, and poll() cannot tell when it is our turn.
        while (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            if (errno != EAGAIN && errno != EINTR) fail(errno);
            left();
            ::poll(nullptr, 0, 10);
        }
    }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0)
                wait_for(POLLOUT, errno);
            else
                bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    std::string receive_line() {
        std::string line;
        std::array<char, 16384> chunk;
        while (line.size() <= most_bytes) {
            const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
            if (got == 0) throw control_error(path_ + ": the daemon hung up without an answer");
            if (got < 0) {
                wait_for(POLLIN, errno);
                continue;
            }
            const std::string_view bytes(chunk.data(), static_cast<std::size_t>(got));
            const std::size_t end = bytes.find('\n');
            line += bytes.substr(0, end);
            if (end != bytes.npos) return line;
        }
        throw control_error(path_ + ": the answer is too long");
    }

private:
    int left() const {
        const auto time = deadline_ - std::chrono::steady_clock::now();
        if (time.count() <= 0) fail(ETIMEDOUT);
        return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(time).count());
    }

    // After `error` of a call that would block.
    void wait_for(short events, int error) const {
        if (error != EAGAIN && error != EINTR) fail(error);
        pollfd descriptor{socket_, events, 0};
        ::poll(&descriptor, 1, left());
    }

    [[noreturn]] void fail(int error) const {
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

    std::string path_;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::now() + time_allowed;
    int socket_ = -1;
};

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

std::string default_control_path() {
    const char* folders = std::getenv("RUNTIME_DIRECTORY");
    if (!folders || !*folders) return "/run/weir/control.sock";
    const std::string_view list(folders);
    return std::string(list.substr(0, list.find(':'))) + "/control.sock";
}

json::value control_request(const std::string& path, const json::value& request) {
    connection daemon(path);
    daemon.connect();
    daemon.send(json::serialize(request) + '\n');
    return parse_answer(path, daemon.receive_line());
}

}  // namespace weir
