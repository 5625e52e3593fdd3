#pragma once

#include <string_view>
#include <vector>

#include "config/build.hpp"

// Where a source's samples come from.
namespace weir {

spot spot_of_source(const setting::member& source);

// That it has one input, and nothing that belongs to another.
void check_input(const setting::member& source, problems& found);

// Needs made.topic, a valid filter or empty.
void build_levels(const setting::member& source, source_settings& made, problems& found);

// Adds the joins of `all`, made of the members of `sources` in the same order.
void build_joins(const setting& sources, std::vector<source_settings>& all, problems& found);

}  // namespace weir
