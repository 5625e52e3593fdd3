#include "drivers/serial_controls.hpp"

#include <linux/serial.h>
#include <sys/ioctl.h>

#include "drivers/line_complaints.hpp"
#include "drivers/low_latency.hpp"

namespace weir {

namespace {

using std::chrono::milliseconds;

void set(int& bits, int which, std::optional<bool> to) {
    if (to) bits = *to ? bits | which : bits & ~which;
}

// Linux, Documentation/driver-api/serial/serial-rs485.rst
serial_rs485 wanted_of(const rs485_mode& mode) {
    serial_rs485 wanted = {};
    wanted.flags = SER_RS485_ENABLED;
    wanted.flags |= mode.rts_on_send ? SER_RS485_RTS_ON_SEND : SER_RS485_RTS_AFTER_SEND;
    if (mode.receive_during_send) wanted.flags |= SER_RS485_RX_DURING_TX;
    if (mode.terminate) wanted.flags |= SER_RS485_TERMINATE_BUS;
    wanted.delay_rts_before_send = static_cast<std::uint32_t>(mode.delay_before_send.count());
    wanted.delay_rts_after_send = static_cast<std::uint32_t>(mode.delay_after_send.count());
    return wanted;
}

std::string in_ms(milliseconds time) {
    return std::to_string(time.count()) + "ms";
}

// A driver may take the request and change what it cannot do.
void set_rs485(int descriptor, const rs485_mode& mode, line_complaints& unmet) {
    serial_rs485 wanted = wanted_of(mode);
    const serial_rs485 asked = wanted;
    serial_rs485 got = {};
    const bool taken = ioctl(descriptor, TIOCSRS485, &wanted) == 0 &&
                       ioctl(descriptor, TIOCGRS485, &got) == 0 && (got.flags & SER_RS485_ENABLED) != 0;
    unmet.add_unless(taken, "rs485", written(true));
    if (!taken) return;
    const auto same = [&](unsigned which) { return ((got.flags ^ asked.flags) & which) == 0; };
    const bool same_level = same(SER_RS485_RTS_ON_SEND | SER_RS485_RTS_AFTER_SEND);
    unmet.add_unless(same_level, "rs485.rts_on_send", written(mode.rts_on_send));
    unmet.add_unless(got.delay_rts_before_send == asked.delay_rts_before_send, "rs485.delay_before_send",
                     in_ms(mode.delay_before_send));
    unmet.add_unless(got.delay_rts_after_send == asked.delay_rts_after_send, "rs485.delay_after_send",
                     in_ms(mode.delay_after_send));
    unmet.add_unless(same(SER_RS485_RX_DURING_TX), "rs485.receive_during_send",
                     written(mode.receive_during_send));
    unmet.add_unless(same(SER_RS485_TERMINATE_BUS), "rs485.terminate", written(mode.terminate));
}

}  // namespace

bool set_modem_lines(int descriptor, std::optional<bool> dtr, std::optional<bool> rts) {
    int lines = 0;
    if (ioctl(descriptor, TIOCMGET, &lines) != 0) return false;
    set(lines, TIOCM_DTR, dtr);
    set(lines, TIOCM_RTS, rts);
    return ioctl(descriptor, TIOCMSET, &lines) == 0;
}

void configure_controls(int descriptor, const std::string& path, const serial_line& line,
                        std::vector<std::string>& warnings) {
    line_complaints unmet(path, warnings);
    if (line.rs485) set_rs485(descriptor, *line.rs485, unmet);
    if (line.dtr || line.rts) {
        const bool done = set_modem_lines(descriptor, line.dtr, line.rts);
        unmet.add_unless(done || !line.dtr, "dtr", written(line.dtr.value_or(false)));
        unmet.add_unless(done || !line.rts, "rts", written(line.rts.value_or(false)));
    }
    if (line.low_latency) lower_latency(descriptor, path, warnings);
}

}  // namespace weir
