#pragma once

#include <array>
#include <poll.h>
#include <string>
#include <thread>
#include <unistd.h>

#include "tests/support/pty.hpp"

namespace weir::test {

// A cable between two programs that open serial ports: what the one writes the other reads.
class pty_pair {
public:
    explicit pty_pair(std::string link = {}) : one_(std::move(link)) {}

    const std::string& one() const { return one_.path(); }
    const std::string& other() const { return other_.path(); }

private:
    void carry(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::array<pollfd, 2> ends{{{one_.descriptor(), POLLIN, 0}, {other_.descriptor(), POLLIN, 0}}};
            if (poll(ends.data(), ends.size(), 20) <= 0) continue;
            if ((ends[0].revents & POLLIN) != 0) pass_on(one_.descriptor(), other_.descriptor());
            if ((ends[1].revents & POLLIN) != 0) pass_on(other_.descriptor(), one_.descriptor());
        }
    }
    static void pass_on(int from, int to) {
        std::array<char, 512> bytes{};
        const ssize_t size = ::read(from, bytes.data(), bytes.size());
        // What the far end has no room for is lost, as on a wire.
        if (size > 0 && ::write(to, bytes.data(), static_cast<std::size_t>(size)) < 0) return;
    }

    pty one_;
    pty other_;
    std::jthread carrier_{[this](const std::stop_token& stop) { carry(stop); }};
};

}  // namespace weir::test
