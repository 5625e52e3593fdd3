#pragma once

#include <iosfwd>
#include <vector>

#include "drivers/port_list.hpp"

namespace weir {

// `weir ports`: the serial ports of this machine, as a table or as a JSON array. The exit code.
int list_ports(bool json, std::ostream& out);

// The same for given ports; looks only whether each may be opened.
void print_ports(const std::vector<port_info>& ports, std::ostream& out);
void print_ports_json(const std::vector<port_info>& ports, std::ostream& out);

}  // namespace weir
