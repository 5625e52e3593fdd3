#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "tests/support/wait_until.hpp"

namespace weir::test {

// A pseudoterminal: a serial line whose far end, the device, is ours. Raw from the start, so that what is
// written before anybody opens it arrives unchanged. Throws std::system_error when the system refuses.
class pty {
public:
    // With `link` there is a symbolic link to the line, as udev makes them; it comes and goes with the
    // device.
    explicit pty(std::string link = {});
    ~pty();
    pty(const pty&) = delete;
    pty& operator=(const pty&) = delete;

    // What a daemon opens: the link, or /dev/pts/N.
    const std::string& path() const { return link_.empty() ? line_path_ : link_; }
    const std::string& line_path() const { return line_path_; }
    int descriptor() const { return device_; }  // -1 while hung up

    // All of it; throws std::runtime_error when nobody takes it.
    void write(std::string_view bytes, std::chrono::milliseconds deadline = patience);
    // At most `size` bytes: those that came before the deadline.
    std::string read(std::size_t size, std::chrono::milliseconds deadline = patience);

    // The device is pulled out: what was not yet read is lost.
    void hang_up();
    // And plugged in again: another /dev/pts/N, the same link.
    void come_back();

private:
    std::string link_;
    std::string line_path_;
    int device_ = -1;
    int line_ = -1;  // held, so that the device does not see users of the line come and go
};

}  // namespace weir::test
