#pragma once

#include <string_view>

#include "drivers/mavlink/message.hpp"
#include "drivers/value.hpp"

namespace weir::mavlink {

// Adds the fields of a message to `out`, which has none of their names. What `payload` lacks of its end is
// zero; what it has beyond is of a later edition of the message, and left out.
void read(const message& what, std::string_view payload, sample& out);

}  // namespace weir::mavlink
