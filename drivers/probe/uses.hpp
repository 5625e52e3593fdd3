#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "drivers/component.hpp"

// Uses of components as a configuration has them that leaves out what has a default.
namespace weir::probing {

using members = std::vector<std::pair<std::string_view, setting>>;

setting of_text(std::string_view text);
setting of_integer(std::int64_t number);
setting of_flag(bool truth);
setting of_duration(duration length);
setting of_list(setting::list items);
setting of_group(const members& all);

// `name` must be in the catalogue; all that has a default must be in `argument` and `options`.
component_use use_of(catalogue from, std::string_view name, setting argument, setting options = of_group({}));

// What the option `checksum` holds; `order` is empty for the usual one.
setting seal(std::string_view name, std::string_view order);

}  // namespace weir::probing
