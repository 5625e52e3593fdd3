#pragma once

#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <cerrno>
#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include "daemon/control/server.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {

// A server whose loop runs in a thread of its own, because the client blocks.
class served {
public:
    explicit served(std::string path, control_server::limits within = {}, control_streams streams = {})
        : server_(context_, std::move(path), handlers(), within), run_(context_, server_.run(root_)) {
        server_.offer(std::move(streams));
        thread_ = std::thread([this] {
            run_until(
                context_, [this] { return run_.ended(); }, std::chrono::seconds(60));
        });
    }
    ~served() {
        boost::asio::post(context_, [this] { run_.cancel(); });
        thread_.join();
        EXPECT_TRUE(run_.ended());
        EXPECT_TRUE(!run_.failure() || is_cancellation(run_.failure())) << reason(run_.failure());
    }

private:
    control_handlers handlers() {
        return {{"tasks", [this](const boost::json::object&) { return describe_tasks(root_, stalls_); }},
                {"echo", [](const boost::json::object& request) { return boost::json::value(request); }},
                {"flood",
                 [](const boost::json::object&) { return boost::json::value(std::string(8 << 20, 'x')); }},
                {"fail", [](const boost::json::object&) -> boost::json::value {
                     throw std::runtime_error("out of luck");
                 }}};
    }

    stall_detector stalls_{std::chrono::hours(1)};
    task root_{"weir", stalls_};
    boost::asio::io_context context_{1};
    control_server server_;
    spawned run_;
    std::thread thread_;
};

// A client that says what it likes.
class raw_client {
public:
    explicit raw_client(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("connect");
    }
    ~raw_client() { ::close(socket_); }
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;

    void say(std::string_view bytes) { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    // A line without its end; "<end>" when the server hung up, "<silence>" when it says nothing.
    std::string hear() {
        std::string line;
        for (char byte = 0;;) {
            const ssize_t got = ::recv(socket_, &byte, 1, 0);
            if (got == 0 || (got < 0 && errno == ECONNRESET)) return "<end>";
            if (got < 0) return "<silence>";
            if (byte == '\n') return line;
            line += byte;
        }
    }

private:
    int socket_;
};

}  // namespace weir::test
