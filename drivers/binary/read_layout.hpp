#pragma once

#include "drivers/binary/layout.hpp"
#include "drivers/option.hpp"

namespace weir::binary {

enum class purpose : std::uint8_t {
    reading,  // several fields may show the same bits
    writing,  // each bit belongs to one field
};

// The layout that a group with order_key and fields_key describes. What is wrong with it is a problem; the
// layout is then of no use.
layout read_layout(const setting& from, purpose what_for, problems& found);

}  // namespace weir::binary
