#include "daemon/control/server.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "daemon/task_json.hpp"

namespace asio = boost::asio;
namespace json = boost::json;

namespace weir {

namespace {

using boost::system::error_code;
using local = asio::local::stream_protocol;

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> with_error{};
constexpr std::size_t workers = 4;
constexpr std::size_t most_streaming = workers - 1;
constexpr std::size_t longest_line = std::size_t{64} * 1024;

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw std::runtime_error(fmt::format("control socket {}: {}", path, why));
}

void check(const std::string& path, const error_code& error) {
    if (error) refuse(path, error.message());
}

local::endpoint endpoint_of(const std::string& path) {
    try {
        return local::endpoint(path);
    } catch (const boost::system::system_error& error) {
        refuse(path, error.code().message());
    }
}

// Makes room for a socket of ours, but takes nothing from a living daemon nor any other file.
void remove_stale(asio::io_context& context, const std::string& path) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) return;
    if (!S_ISSOCK(found.st_mode)) refuse(path, "there is a file that is no socket");
    local::socket probe(context);
    error_code error;
    probe.open(local(), error);
    check(path, error);
    probe.non_blocking(true, error);
    probe.connect(endpoint_of(path), error);
    if (!error || error == asio::error::try_again || error == asio::error::in_progress)
        refuse(path, "another weir daemon listens there");
    if (error != asio::error::connection_refused) refuse(path, error.message());
    ::unlink(path.c_str());
}

json::value error_answer(std::string_view why) {
    return json::object{{"error", why}};
}

// One line, without its end; `buffer` keeps what came behind it. asio::error::not_found: it is too long.
awaitable<std::string> read_line(local::socket& from, std::string& buffer) {
    auto bounded = asio::dynamic_buffer(buffer, longest_line + 1);
    const std::size_t size = co_await asio::async_read_until(from, bounded, '\n', asio::use_awaitable);
    std::string line = buffer.substr(0, size - 1);
    buffer.erase(0, size);
    co_return line;
}

awaitable<void> write_all(local::socket& to, std::string text) {
    const auto bytes = asio::buffer(text);
    co_await asio::async_write(to, bytes, asio::use_awaitable);
}

// Until the client has gone.
awaitable<void> pass_on(control_stream& from, local::socket& to) {
    for (;;) {
        const std::string text = from.take();
        if (text.empty()) {
            const wake why = co_await from.more().wait();
            if (why == wake::canceled) co_return;
            continue;
        }
        const auto bytes = asio::buffer(text);
        const auto [error, size] = co_await asio::async_write(to, bytes, with_error);
        if (error) co_return;
    }
}

awaitable<void> until_hung_up(local::socket& from) {
    std::array<char, 256> ignored;
    const auto into = asio::buffer(ignored);
    for (;;) {
        const auto [error, size] = co_await from.async_read_some(into, with_error);
        if (error) co_return;
    }
}

// Counts itself for as long as it lives.
class counted {
public:
    explicit counted(std::size_t& count) : count_(count) { ++count_; }
    ~counted() { --count_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

private:
    std::size_t& count_;
};

bool is_too_long(const outcome<std::string>& line) {
    try {
        if (line.failure()) std::rethrow_exception(line.failure());
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::not_found;
    } catch (...) {
    }
    return false;
}

}  // namespace

json::value describe_tasks(const task& root, const stall_detector& stalls) {
    const std::chrono::duration<double> longest = stalls.longest();
    json::object answer;
    answer["tasks"] = tasks_to_json(root, monotonic_clock::now());
    answer["stalls"] = stalls.stalls();
    answer["longest_stall"] = longest.count();
    return answer;
}

control_server::control_server(asio::io_context& context, std::string path, control_handlers handlers,
                               limits within)
    : path_(std::move(path)), handlers_(std::move(handlers)), limits_(within), acceptor_(context) {
    const local::endpoint where = endpoint_of(path_);
    remove_stale(context, path_);
    error_code error;
    acceptor_.open(local(), error);
    check(path_, error);
    acceptor_.bind(where, error);
    check(path_, error);
    struct stat made {};
    if (::stat(path_.c_str(), &made) == 0) {
        device_ = made.st_dev;
        inode_ = made.st_ino;
    }
    if (::chmod(path_.c_str(), 0660) != 0) refuse(path_, "cannot set its mode");
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    check(path_, error);
}

control_server::~control_server() {
    struct stat found {};
    const bool is_ours =
        ::lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_;
    if (is_ours) ::unlink(path_.c_str());
}

awaitable<void> control_server::run(task& self) {
    std::vector<awaitable<void>> children;
    for (std::size_t worker = 1; worker <= workers; ++worker) {
        const auto work = [this](task& own) { return serve_clients(own); };
        children.push_back(supervise(self, fmt::format("client {}", worker), backoff_policy(), work));
    }
    self.awaiting("its clients");
    co_await run_all(std::move(children));
}

awaitable<void> control_server::serve_clients(task& self) {
    for (;;) {
        self.awaiting("a client");
        socket client = co_await acceptor_.async_accept(asio::use_awaitable);
        self.resumed();
        co_await serve(self, client);
    }
}

awaitable<void> control_server::serve(task& self, socket& client) {
    std::string buffer;
    for (;;) {
        const monotonic_time idle = monotonic_clock::now() + limits_.idle;
        awaitable<std::string> reading = read_line(client, buffer);
        self.awaiting("a request");
        const outcome<std::string> line = co_await with_deadline(std::move(reading), idle);
        self.resumed();
        const bool too_long = is_too_long(line);
        if (!line.done() && !too_long) co_return;

        reply said{error_answer("the line is too long")};
        if (!too_long) said = answer(line.value());
        if (said.lines) {
            co_return co_await stream(self, client, *said.lines);
        }
        const monotonic_time slow = monotonic_clock::now() + limits_.slow;
        awaitable<void> writing = write_all(client, json::serialize(said.text) + '\n');
        self.awaiting("the client to read");
        const outcome<void> written = co_await with_deadline(std::move(writing), slow);
        self.resumed();
        if (!written.done() || too_long) co_return;
    }
}

awaitable<void> control_server::stream(task& self, socket& client, control_stream& lines) {
    const counted one(streaming_);
    std::vector<awaitable<void>> either;
    either.push_back(pass_on(lines, client));
    either.push_back(until_hung_up(client));
    self.awaiting("a client that watches");
    co_await race(std::move(either));
    self.resumed();
}

control_server::reply control_server::answer(std::string_view line) const {
    error_code error;
    const json::value request = json::parse(line, error);
    if (error) return {error_answer("no JSON: " + error.message())};
    try {
        const json::object* object = request.if_object();
        const json::value* does = object ? object->if_contains("do") : nullptr;
        if (!does || !does->is_string()) return {error_answer("a request is an object with a text \"do\"")};
        const std::string_view name = does->get_string();
        if (streams_.contains(name)) return begin_stream(name, *object);
        const auto handler = handlers_.find(name);
        if (handler == handlers_.end()) return {error_answer("cannot do \"" + std::string(name) + '"')};
        return {handler->second(*object)};
    } catch (const std::exception& failure) {
        return {error_answer(failure.what())};
    }
}

control_server::reply control_server::begin_stream(std::string_view name, const json::object& request) const {
    if (streaming_ >= most_streaming)
        return {error_answer(fmt::format("{} clients watch already", streaming_))};
    return {nullptr, streams_.find(name)->second(request)};
}

}  // namespace weir
