#pragma once

#include <string>
#include <utility>
#include <vector>

#include "drivers/option.hpp"
#include "drivers/raw/coding.hpp"

namespace weir {

inline constexpr shape raw_name{.is = kind::text, .min = 1, .max = 256};
// `enum`: {0: off, 1: on}
inline constexpr shape raw_names{.is = kind::map, .min = 1, .max = 256, .item = &raw_name};

// What was written in the form raw_names, or nothing at all: words for raw values. A key that is no integer,
// that the form does not have or that stands there twice is a problem.
std::vector<std::pair<std::int64_t, std::string>> read_names(const setting& written, number_form form,
                                                             problems& found);

}  // namespace weir
