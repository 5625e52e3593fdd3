#pragma once

#include <array>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <termios.h>
#include <unistd.h>

#include "tests/bench/load/support.hpp"

namespace weir::bench {

// A raw tty that never blocks, and the part of a line that is not complete yet.
class tty_reader {
public:
    explicit tty_reader(const std::string& path)
        : descriptor_(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
        termios mode{};
        if (descriptor_ < 0 || ::tcgetattr(descriptor_, &mode) != 0) fail(path);
        ::cfmakeraw(&mode);
        ::cfsetspeed(&mode, B115200);
        ::tcsetattr(descriptor_, TCSANOW, &mode);
    }
    ~tty_reader() { ::close(descriptor_); }
    tty_reader(const tty_reader&) = delete;
    tty_reader& operator=(const tty_reader&) = delete;

    int descriptor() const { return descriptor_; }

    void write_line(std::string_view line) const {
        if (::write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            std::fprintf(stderr, "short write to a tty\n");
    }

    // One read; calls `take` with every complete line.
    template <typename Take>
    void read_lines(Take&& take) {
        const ssize_t size = ::read(descriptor_, buffer_.data() + used_, buffer_.size() - used_);
        if (size <= 0) return;
        std::size_t scan = used_;
        used_ += static_cast<std::size_t>(size);
        const std::string_view all(buffer_.data(), used_);
        std::size_t start = 0;
        for (auto end = all.find('\n', scan); end != all.npos; end = all.find('\n', scan)) {
            take(all.substr(start, end - start));
            start = scan = end + 1;
        }
        if (start == 0 && used_ == buffer_.size()) start = used_;  // no line is so long
        std::memmove(buffer_.data(), buffer_.data() + start, used_ - start);
        used_ -= start;
    }

private:
    int descriptor_;
    std::size_t used_ = 0;
    std::array<char, 4096> buffer_;
};

}  // namespace weir::bench
