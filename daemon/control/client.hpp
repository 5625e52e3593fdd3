#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

namespace weir {

// Why a daemon did not answer, with the socket's path and what to do: one line for people.
struct control_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// $RUNTIME_DIRECTORY/control.sock (the first folder, if it lists several), else /run/weir/control.sock.
std::string default_control_path();

// One connection to a daemon, for several answers or a stream. Blocks.
class control_connection {
public:
    // Connects within 5 s, or throws control_error.
    explicit control_connection(std::string path);
    ~control_connection();
    control_connection(const control_connection&) = delete;
    control_connection& operator=(const control_connection&) = delete;

    // As control_request(). Of a stream the first line is the answer.
    boost::json::value ask(const boost::json::value& request);
    // The next line of a stream, without its end; nothing: none came until `deadline`. Throws control_error
    // when the daemon has hung up.
    std::optional<std::string> next_line(monotonic_time deadline);
    // To wait for more beside other things; when there may be, next_line() takes it with a deadline in the
    // past.
    int descriptor() const { return socket_; }

private:
    void connect(monotonic_time deadline);
    void send(std::string_view bytes, monotonic_time deadline);
    std::optional<std::string> receive_line(monotonic_time deadline);
    bool wait_for(short events, int error, monotonic_time deadline) const;
    [[noreturn]] void fail(int error) const;

    std::string path_;
    int socket_ = -1;
    std::string received_;  // behind the last line
    bool is_over_ = false;  // the daemon has hung up
};

// Asks the daemon that listens at `path` and gives its answer, of at most 64 MiB; blocks, for 5 s at most.
// Throws control_error when there is no answer, or when it is {"error": ...}.
boost::json::value control_request(const std::string& path, const boost::json::value& request);

}  // namespace weir
