#include <chrono>

#include "config/build.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

parity parity_of(const std::string& name) {
    return name == "even" ? parity::even : name == "odd" ? parity::odd : parity::none;
}

flow_control flow_of(const std::string& name) {
    return name == "rtscts"    ? flow_control::hardware
           : name == "xonxoff" ? flow_control::software
                               : flow_control::none;
}

std::optional<bool> flag_of(const setting& what) {
    return what.present() ? std::optional(what.boolean()) : std::nullopt;
}

std::chrono::milliseconds build_delay(const setting& rs485, std::string_view key, const spot& here,
                                      problems& found) {
    const setting& written = rs485[key];
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(written.duration());
    if (whole != written.duration()) {
        found.add(written.where, within(below(here, key, written.where), "expected whole milliseconds"));
    }
    return whole;
}

std::optional<rs485_mode> build_rs485(const setting& from, const spot& here, problems& found) {
    if (!from.present()) return std::nullopt;
    if (from.is<bool>()) return from.boolean() ? std::optional(rs485_mode()) : std::nullopt;
    rs485_mode mode;
    mode.rts_on_send = from["rts_on_send"].boolean();
    mode.delay_before_send = build_delay(from, "delay_before_send", here, found);
    mode.delay_after_send = build_delay(from, "delay_after_send", here, found);
    mode.receive_during_send = from["receive_during_send"].boolean();
    mode.terminate = from["terminate"].boolean();
    return mode;
}

// What would fight over the same wire.
void check_wires(const serial_line& line, const setting& from, const spot& here, problems& found) {
    const auto refuse = [&](std::string_view key, const std::string& what, std::string hint) {
        found.add(from[key].where, within(below(here, key, from[key].where), what), std::move(hint));
    };
    const bool by_wire = line.flow == flow_control::hardware;
    if (line.rs485 && by_wire) refuse("rs485", "RTS is the flow control's already", "flow_control: none");
    if (line.rts && by_wire) refuse("rts", "RTS is the flow control's already", "leave rts away");
    if (line.rts && line.rs485) refuse("rts", "RTS is the direction of rs485 already", "leave rts away");
    if (line.reset_on_open && line.dtr == false) {
        refuse("reset_on_open", "the reset ends with DTR up", "leave dtr away");
    }
}

}  // namespace

serial_line build_line(const setting::member& port, problems& found) {
    const setting& from = port.value;
    const spot here = below({"ports", {}}, port.name, port.name_at);
    serial_line line;
    line.baud = static_cast<std::uint32_t>(from["baud"].integer());
    line.data_bits = static_cast<std::uint8_t>(from["data_bits"].integer());
    line.stop_bits = from["stop_bits"].integer() == 2 ? stop_bits::two : stop_bits::one;
    line.parity = parity_of(text_or(from["parity"]));
    line.flow = flow_of(text_or(from["flow_control"]));
    line.low_latency = from["low_latency"].boolean();
    line.dtr = flag_of(from["dtr"]);
    line.rts = flag_of(from["rts"]);
    line.reset_on_open = from["reset_on_open"].boolean();
    line.hang_up_on_close = from["hang_up_on_close"].boolean();
    line.rs485 = build_rs485(from["rs485"], below(here, "rs485", from["rs485"].where), found);
    check_wires(line, from, here, found);
    return line;
}

}  // namespace weir
