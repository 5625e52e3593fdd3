#pragma once

#include <string>

namespace weir {

// The device that a path means: where its links lead; the path itself where they lead nowhere.
std::string target_of(const std::string& path);

}  // namespace weir
