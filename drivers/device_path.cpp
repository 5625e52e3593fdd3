#include "drivers/device_path.hpp"

#include <filesystem>
#include <system_error>

namespace weir {

std::string target_of(const std::string& path) {
    std::error_code failed;
    const std::filesystem::path real = std::filesystem::canonical(path, failed);
    return failed ? path : real.string();
}

}  // namespace weir
