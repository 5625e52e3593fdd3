#include "tests/support/pty.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <stdexcept>
#include <stdlib.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace weir::test {

namespace {

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::system_category(), what);
    return result;
}

std::string name_of_line(int device) {
    std::array<char, 64> name{};
    checked(-ptsname_r(device, name.data(), name.size()), "ptsname_r");
    return name.data();
}

void make_raw(int line) {
    termios state = {};
    checked(tcgetattr(line, &state), "tcgetattr");
    cfmakeraw(&state);
    checked(tcsetattr(line, TCSANOW, &state), "tcsetattr");
}

// Waits until `event` is there; false when the deadline came first.
bool await(int device, short event, std::chrono::steady_clock::time_point deadline) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waited{device, event, 0};
    return left.count() > 0 && poll(&waited, 1, static_cast<int>(left.count())) > 0;
}

}  // namespace

pty::pty(std::string link) : link_(std::move(link)) {
    come_back();
}

pty::~pty() {
    hang_up();
}

void pty::come_back() {
    device_ = checked(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), "posix_openpt");
    checked(grantpt(device_), "grantpt");
    checked(unlockpt(device_), "unlockpt");
    line_path_ = name_of_line(device_);
    line_ = checked(open(line_path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC), "open");
    make_raw(line_);
    if (!link_.empty()) std::filesystem::create_symlink(line_path_, link_);
}

void pty::hang_up() {
    if (device_ < 0) return;
    std::error_code ignored;
    if (!link_.empty()) std::filesystem::remove(link_, ignored);
    close(std::exchange(device_, -1));
    close(std::exchange(line_, -1));
}

void pty::write(std::string_view bytes, std::chrono::milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!bytes.empty()) {
        const ssize_t size = ::write(device_, bytes.data(), bytes.size());
        if (size > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(size));
        } else if (size < 0 && errno != EAGAIN && errno != EINTR) {
            throw std::system_error(errno, std::system_category(), "write");
        } else if (!await(device_, POLLOUT, end)) {
            throw std::runtime_error("nobody reads " + path());
        }
    }
}

std::string pty::read(std::size_t size, std::chrono::milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    std::string got;
    while (got.size() < size) {
        std::string part(size - got.size(), '\0');
        const ssize_t found = ::read(device_, part.data(), part.size());
        if (found > 0) {
            got.append(part, 0, static_cast<std::size_t>(found));
        } else if (found == 0 || (errno != EAGAIN && errno != EINTR) || !await(device_, POLLIN, end)) {
            break;
        }
    }
    return got;
}

}  // namespace weir::test
