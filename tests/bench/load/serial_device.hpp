#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/load/support.hpp"

namespace weir::bench {

// The device's end of a pty. The other end is held open too, so that a peer that closes it does not hang up
// the line.
class serial_device {
public:
    // What peers open is the link `path`; it goes with this object.
    explicit serial_device(std::string path);
    ~serial_device();
    serial_device(const serial_device&) = delete;
    serial_device& operator=(const serial_device&) = delete;

    int descriptor() const { return device_; }

    // False when the line was dropped because the tty had no room, as a UART does. A line is sent whole or
    // not at all: what a short write left over goes before anything else.
    bool send(std::string_view line);

    // Waits until what was left over is gone, for at most `milliseconds`.
    void finish(int milliseconds);

    // The lines that have arrived, without their line feeds.
    std::vector<std::string> read();

private:
    bool flush();

    std::string path_;
    int device_ = -1;
    int peer_ = -1;
    std::string left_over_;
    line_buffer arrived_;
};

}  // namespace weir::bench
