#pragma once

#include <optional>
#include <vector>

#include "config/build.hpp"

// The parts of build_sources(), build_commands() and build_settings() for Modbus.
namespace weir {

// `modbus` of a source; nothing when it has none, or a broken one, which has its problem then. What its
// registers say beside their values goes to `fields`, which holds what the source's own `fields` say.
std::optional<modbus::read_settings> build_modbus_read(const setting::member& source,
                                                       std::vector<field_settings>& fields, problems& found);

// The same of a command.
std::optional<modbus::write_settings> build_modbus_write(const setting::member& command,
                                                         const std::vector<param_settings>& params,
                                                         problems& found);

// How a register holds its value. `group` holds the keys of it, `here` is its spot.
modbus::coding build_coding(const setting& group, modbus::table in, const spot& here, problems& found);

// That `count` registers or bits from there on exist. `address` may be absent.
void check_addresses(const setting& address, std::uint32_t count, const spot& here, problems& found);

// Gives the ports that Modbus uses their framer, and checks what depends on it. `all` has its ports, sources
// and commands, in the order of `root`.
void settle_modbus_ports(const setting& root, settings& all, const build_context& with);

}  // namespace weir
