#include "drivers/echo_filter.hpp"

#include <algorithm>

namespace weir {

std::string_view echo_filter::strip(std::string_view bytes) {
    const std::string_view rest = std::string_view(expected_).substr(seen_);
    const std::size_t size = std::min(rest.size(), bytes.size());
    if (bytes.substr(0, size) != rest.substr(0, size)) {
        ++collisions_;
        reset();
        return bytes;
    }
    seen_ += size;
    return bytes.substr(size);
}

}  // namespace weir
