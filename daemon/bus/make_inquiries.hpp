#pragma once

#include <memory>
#include <vector>

#include "daemon/bus/inquiry.hpp"

namespace weir {

// Appends all that `reader` asks, by its settings (`poll` or `modbus`); nothing when it only listens.
// `reader` must outlive them.
void make_inquiries(source& reader, std::vector<std::unique_ptr<inquiry>>& all);

}  // namespace weir
