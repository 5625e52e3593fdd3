#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "drivers/port_diagnosis.hpp"
#include "drivers/port_list.hpp"
#include "drivers/usb_identity.hpp"

namespace weir {

// A port and what is found out by looking at it.
struct port_report {
    port_info port;
    std::optional<device_access> access;   // none: the device is not there any more
    std::optional<process_info> holder;    // another process that has it open, as far as that is told
    std::optional<usb_identity> identity;  // what means this port alone among those that are there
};

enum class port_view : std::uint8_t { table, details, json };

// `weir ports`: the serial ports of this machine. The exit code.
int list_ports(port_view as, std::ostream& out);

// Its parts. inspect() blocks, at the longest half a second for each port.
std::vector<port_report> inspect(const std::vector<port_info>& ports);
void print_ports_table(const std::vector<port_report>& ports, std::ostream& out);
void print_ports_details(const std::vector<port_report>& ports, std::ostream& out);
void print_ports_json(const std::vector<port_report>& ports, std::ostream& out);

// In a few words: "free", "busy: minicom (4711)", "denied: needs group dialout", "gone".
std::string state_of(const port_report& port);

}  // namespace weir
