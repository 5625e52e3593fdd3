#pragma once

#include <string>

#include "drivers/component.hpp"

namespace weir {

// The JSON Schema (draft-07) of the configuration file, from the tables that parse it; indented, the same
// each time, with a line feed at the end. It accepts each file that weir accepts, read as YAML 1.2. What it
// cannot say is left to `weir check`: ranges of durations and of sizes with a unit, what names refer to, what
// the parts of weir check by themselves.
std::string json_schema(const catalogues& known);

// The same of a file of tests.
std::string test_json_schema(const catalogues& known);

}  // namespace weir
