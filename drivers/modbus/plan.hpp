#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/modbus/protocol.hpp"
#include "drivers/modbus/settings.hpp"
#include "drivers/value.hpp"

namespace weir::modbus {

// One request of a source, and which of its registers the answer holds.
struct planned_read {
    modbus::request request;
    duration every{};
    std::vector<std::size_t> registers;  // indexes into read_settings::registers, in the file's order
};

// The fewest requests that read all registers: those of one table and one `every` that lie together are read
// at once, a gap of at most `max_gap` registers (16 times as many bits) is read over, and no value is split.
// In the order of `every`, then table, then address: the same settings make the same plan.
std::vector<planned_read> plan(const read_settings& from);

// Sets the fields of the registers that were read. `data`: of the good answer to `one`; `one` is of the plan
// for `from`.
void take(const read_settings& from, const planned_read& one, std::string_view data, sample& out);

}  // namespace weir::modbus
