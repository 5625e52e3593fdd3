#include "drivers/low_latency.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <linux/serial.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "drivers/line_complaints.hpp"

namespace weir {

namespace {

constexpr int shortest_timer = 1;  // ms

constexpr std::string_view udev_rule =
    R"(ACTION=="add", SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", ATTR{latency_timer}="1")";

constexpr int low_latency = ASYNC_LOW_LATENCY;  // an unsigned mask, of flags that are an int

bool has_flag(int descriptor, serial_struct& state) {
    return ioctl(descriptor, TIOCGSERIAL, &state) == 0 && (state.flags & low_latency) != 0;
}

// Some drivers take the flag and forget it.
bool set_flag(int descriptor) {
    serial_struct state = {};
    if (has_flag(descriptor, state)) return true;
    if (ioctl(descriptor, TIOCGSERIAL, &state) != 0) return false;
    state.flags |= low_latency;
    return ioctl(descriptor, TIOCSSERIAL, &state) == 0 && has_flag(descriptor, state);
}

// Of an FTDI adapter: the file with the milliseconds that it gathers bytes for.
std::string timer_file(int descriptor, const std::string& sys) {
    struct stat node = {};
    if (fstat(descriptor, &node) != 0) return {};
    const std::string number =
        std::to_string(major(node.st_rdev)) + ":" + std::to_string(minor(node.st_rdev));
    return sys + "/dev/char/" + number + "/device/latency_timer";
}

// Zero when there is none.
int read_timer(const std::string& file) {
    int milliseconds = 0;
    std::ifstream(file) >> milliseconds;
    return milliseconds;
}

// Empty, or why it did not work.
std::string why_unwritable(const std::string& file) {
    std::ofstream out(file);
    if (out && out << shortest_timer << std::flush) return {};
    return std::strerror(errno);
}

}  // namespace

void lower_latency(int descriptor, const std::string& path, std::vector<std::string>& warnings,
                   const std::string& sys) {
    const bool flagged = set_flag(descriptor);  // ftdi_sio: sets the timer too, in most kernels for everybody
    const std::string file = timer_file(descriptor, sys);
    const int before = read_timer(file);
    if (before == 0) line_complaints(path, warnings).add_unless(flagged, "low_latency", written(true));
    if (before <= shortest_timer) return;
    const std::string why = why_unwritable(file);
    const int after = read_timer(file);
    if (after <= shortest_timer) return;
    warnings.push_back("low_latency: the latency timer of " + path + " stays at " + std::to_string(after) +
                       " ms: " + file + ": " + (why.empty() ? "it takes no other value" : why) +
                       "; a udev rule can set it: " + std::string(udev_rule));
}

}  // namespace weir
