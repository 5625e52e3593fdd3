#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "daemon/async.hpp"
#include "daemon/control/stream.hpp"
#include "daemon/task.hpp"

namespace weir {

// What the control socket can do: each request is an object whose member `do` names an entry. A handler does
// not block; what it throws is the answer {"error": what()}.
using control_handlers =
    std::map<std::string, std::function<boost::json::value(const boost::json::object& request)>, std::less<>>;

// The same where the answer goes on until the client hangs up.
using control_streams =
    std::map<std::string, std::function<std::unique_ptr<control_stream>(const boost::json::object& request)>,
             std::less<>>;

// {"tasks": tree (daemon/task_json.hpp), "stalls": count, "longest_stall": seconds}. Borrows both.
boost::json::value describe_tasks(const task& root, const stall_detector& stalls);

// The control socket: JSON values, one a line, over a Unix stream socket; an answer for each request. At most
// 4 clients are served at once, others wait. A line has at most 64 KiB; a client that sends none for `idle`
// or does not take its answer for `slow` is hung up on. Whom a stream was given is told that alone, what it
// says is ignored, and it may be as slow as it likes; there are 3 of them at most, so that one is left to be
// asked.
class control_server {
public:
    struct limits {
        duration idle = std::chrono::seconds(30);
        duration slow = std::chrono::seconds(5);
    };

    // Listens at `path`, with mode 0660; replaces the socket of a daemon that is gone. Throws
    // std::runtime_error, with the path, when another daemon listens there, when something else is there, or
    // when it may not.
    control_server(boost::asio::io_context& context, std::string path, control_handlers handlers,
                   limits within);
    control_server(boost::asio::io_context& context, std::string path, control_handlers handlers)
        : control_server(context, std::move(path), std::move(handlers), limits()) {}
    ~control_server();  // removes the socket
    // Before run().
    void offer(control_streams streams) { streams_ = std::move(streams); }
    control_server(const control_server&) = delete;
    control_server& operator=(const control_server&) = delete;

    // Serves until it is cancelled; each client is a child of `self`.
    awaitable<void> run(task& self);

private:
    using socket = boost::asio::local::stream_protocol::socket;
    struct reply {
        boost::json::value text;
        std::unique_ptr<control_stream> lines{};  // null: the text is all
    };

    awaitable<void> serve_clients(task& self);
    awaitable<void> serve(task& self, socket& client);
    awaitable<void> stream(task& self, socket& client, control_stream& lines);
    reply answer(std::string_view line) const;
    reply begin_stream(std::string_view name, const boost::json::object& request) const;

    std::string path_;
    control_handlers handlers_;
    control_streams streams_;
    std::size_t streaming_ = 0;  // clients
    limits limits_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    dev_t device_ = 0;  // of the socket that we made
    ino_t inode_ = 0;
};

}  // namespace weir
