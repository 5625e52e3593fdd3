#pragma once

#include <string>
#include <string_view>

namespace weir {

// Why no parameter may be `text` where frames end with `delimiter` (empty: nothing does); empty when one may.
std::string why_unsendable(std::string_view text, std::string_view delimiter);

}  // namespace weir
