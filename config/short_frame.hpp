#pragma once

#include "config/document.hpp"
#include "drivers/component.hpp"

namespace weir {

// `frame: {delimiter: ..., max: ..., checksum: ...}` of a port means
// `frame: {line: {delimiter: ..., max: ...}, checksum: ...}`: writes the short form out, where no key names a
// framer or looks as if it should. `framers` must have `line`.
void expand_short_frames(node& root, catalogue framers);

}  // namespace weir
