#pragma once

#include <string_view>

#include "config/document.hpp"
#include "drivers/component.hpp"

namespace weir {

// The framer of the short form.
inline constexpr std::string_view short_framer = "line";

// `frame: {delimiter: ..., max: ..., checksum: ...}` of a port means
// `frame: {line: {delimiter: ..., max: ...}, checksum: ...}`: writes the short form out, where no key names a
// framer or looks as if it should. `framers` must have it.
void expand_short_frames(node& root, catalogue framers);

}  // namespace weir
