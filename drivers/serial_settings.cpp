#include "drivers/serial_settings.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <optional>
#include <string_view>
#include <termios.h>
#include <utility>

#include "drivers/line_complaints.hpp"
#include "drivers/serial_ioctl.hpp"

namespace weir {

namespace {

constexpr std::array<std::pair<std::uint32_t, speed_t>, 28> standard_rates{
    {{50, B50},           {75, B75},           {110, B110},         {134, B134},         {150, B150},
     {200, B200},         {300, B300},         {600, B600},         {1200, B1200},       {1800, B1800},
     {2400, B2400},       {4800, B4800},       {9600, B9600},       {19200, B19200},     {38400, B38400},
     {57600, B57600},     {115200, B115200},   {230400, B230400},   {460800, B460800},   {500000, B500000},
     {576000, B576000},   {921600, B921600},   {1000000, B1000000}, {1152000, B1152000}, {1500000, B1500000},
     {2000000, B2000000}, {3000000, B3000000}, {4000000, B4000000}}};

// 3 %: a receiver that is further off misreads the last bits of a byte.
constexpr double baud_tolerance = 0.03;

constexpr tcflag_t parity_mask = PARENB | PARODD;

tcflag_t size_flag(std::uint8_t data_bits) {
    switch (data_bits) {
        case 5:
            return CS5;
        case 6:
            return CS6;
        case 7:
            return CS7;
        default:
            return CS8;
    }
}

tcflag_t parity_flags(parity which) {
    switch (which) {
        case parity::none:
            return 0;
        case parity::even:
            return PARENB;
        case parity::odd:
            return PARENB | PARODD;
    }
    return 0;
}

void set(tcflag_t& flags, tcflag_t mask, tcflag_t to) {
    flags = (flags & ~mask) | to;
}

std::optional<speed_t> standard_rate(std::uint32_t baud) {
    const auto* found = std::find_if(standard_rates.begin(), standard_rates.end(),
                                     [&](const auto& rate) { return rate.first == baud; });
    return found == standard_rates.end() ? std::nullopt : std::optional(found->second);
}

// The wanted state, made of the present one; its rate only when it is a standard one.
void want(termios& state, const serial_line& line) {
    cfmakeraw(&state);
    state.c_cc[VMIN] = 1;  // else Asio takes each read for the end of file
    state.c_cc[VTIME] = 0;
    set(state.c_cflag, HUPCL, line.hang_up_on_close ? HUPCL : 0);
    set(state.c_cflag, CLOCAL | CREAD, CLOCAL | CREAD);
    set(state.c_cflag, CSIZE, size_flag(line.data_bits));
    set(state.c_cflag, parity_mask, parity_flags(line.parity));
    set(state.c_cflag, CSTOPB, line.stop_bits == stop_bits::two ? CSTOPB : 0);
    set(state.c_cflag, CRTSCTS, line.flow == flow_control::hardware ? CRTSCTS : 0);
    set(state.c_iflag, IXON | IXOFF, line.flow == flow_control::software ? IXON | IXOFF : 0);
    // A byte with a parity error is read as 0, which no decoder takes for what was sent.
    set(state.c_iflag, INPCK, line.parity == parity::none ? 0 : INPCK);
    set(state.c_cflag, CIBAUD, 0);  // input: as output
    if (const auto rate = standard_rate(line.baud)) cfsetspeed(&state, *rate);
}

std::string_view name_of(parity which) {
    constexpr std::array<std::string_view, 3> names{"none", "even", "odd"};
    return names.at(static_cast<std::size_t>(which));
}

std::string_view name_of(flow_control which) {
    constexpr std::array<std::string_view, 3> names{"none", "hardware", "software"};
    return names.at(static_cast<std::size_t>(which));
}

// Compares what took effect with what was wanted.
void complain(const termios& got, const termios& wanted, const serial_line& line, line_complaints& to) {
    const auto same = [&](tcflag_t mask) { return (got.c_cflag & mask) == (wanted.c_cflag & mask); };
    to.add_unless(same(CSIZE), "data_bits", std::to_string(line.data_bits));
    to.add_unless(same(parity_mask), "parity", name_of(line.parity));
    to.add_unless(same(CSTOPB), "stop_bits", line.stop_bits == stop_bits::two ? "2" : "1");
    const bool same_software = ((got.c_iflag ^ wanted.c_iflag) & (IXON | IXOFF)) == 0;
    to.add_unless(same(CRTSCTS) && same_software, "flow_control", name_of(line.flow));
    to.add_unless(same(HUPCL), "hang_up_on_close", written(line.hang_up_on_close));
}

// For a rate that termios does not know: whether the port makes it, or one that is near enough.
bool takes_other_rate(int descriptor, std::uint32_t baud) {
    if (!set_any_baud(descriptor, baud)) return false;
    const auto got = baud_of(descriptor);
    return got && std::abs(static_cast<double>(*got) - baud) <= baud * baud_tolerance;
}

boost::system::error_code last_error() {
    return {errno, boost::system::system_category()};
}

}  // namespace

boost::system::error_code configure_line(int descriptor, const std::string& path, const serial_line& line,
                                         std::vector<std::string>& warnings) {
    termios wanted = {};
    if (tcgetattr(descriptor, &wanted) != 0) return last_error();
    want(wanted, line);
    // EINVAL: glibc says that a part did not take effect; which one is seen below.
    if (tcsetattr(descriptor, TCSANOW, &wanted) != 0 && errno != EINVAL) return last_error();

    termios got = {};
    if (tcgetattr(descriptor, &got) != 0) return last_error();
    if ((got.c_lflag & ICANON) != 0 || got.c_cc[VMIN] != 1) {
        return {EINVAL, boost::system::system_category()};
    }
    line_complaints unmet(path, warnings);
    complain(got, wanted, line, unmet);
    const bool rate_taken = standard_rate(line.baud) ? cfgetospeed(&got) == cfgetospeed(&wanted)
                                                     : takes_other_rate(descriptor, line.baud);
    unmet.add_unless(rate_taken, "baud", std::to_string(line.baud));
    return {};
}

}  // namespace weir
