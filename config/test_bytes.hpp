#pragma once

#include <string>

#include "config/fill.hpp"
#include "drivers/option.hpp"

namespace weir {

// The bytes that a file of tests says by a text or a map with `hex`, `text` or `nmea`, and a checksum.
std::string test_bytes(const setting& from, const spot& here, problems& found);

}  // namespace weir
