#pragma once

#include <string>
#include <system_error>

namespace weir {

// The file's text, at most one byte more than a configuration may have.
std::string read_file(const std::string& path, std::error_code& failed);

}  // namespace weir
