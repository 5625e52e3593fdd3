#include "tests/bench/load/serial_device.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace weir::bench {

serial_device::serial_device(std::string path)
    : path_(std::move(path)), device_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
    if (device_ < 0 || ::grantpt(device_) != 0 || ::unlockpt(device_) != 0) fail("pty");
    const std::string name = ::ptsname(device_);
    peer_ = ::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (peer_ < 0) fail(name);
    termios mode{};
    ::tcgetattr(peer_, &mode);
    ::cfmakeraw(&mode);
    ::cfsetspeed(&mode, B115200);
    ::tcsetattr(peer_, TCSANOW, &mode);
    if (::symlink(name.c_str(), path_.c_str()) != 0) fail(path_);
}

serial_device::~serial_device() {
    ::unlink(path_.c_str());
    ::close(peer_);
    ::close(device_);
}

bool serial_device::send(std::string_view line) {
    if (!flush()) return false;
    left_over_.assign(line);
    left_over_ += '\n';
    const std::size_t whole = left_over_.size();
    flush();
    if (left_over_.size() < whole) return true;
    left_over_.clear();
    return false;
}

void serial_device::finish(int milliseconds) {
    for (int left = milliseconds; !flush() && left > 0; --left)
        ::poll(nullptr, 0, 1);
}

std::vector<std::string> serial_device::read() {
    std::vector<std::string> lines;
    std::array<char, 1024> chunk;
    ssize_t size = 0;
    while ((size = ::read(device_, chunk.data(), chunk.size())) > 0)
        arrived_.append({chunk.data(), static_cast<std::size_t>(size)});
    arrived_.take_lines([&](std::string_view line) { lines.emplace_back(line); });
    return lines;
}

bool serial_device::flush() {
    if (left_over_.empty()) return true;
    const ssize_t taken = ::write(device_, left_over_.data(), left_over_.size());
    if (taken > 0) left_over_.erase(0, static_cast<std::size_t>(taken));
    return left_over_.empty();
}

}  // namespace weir::bench
