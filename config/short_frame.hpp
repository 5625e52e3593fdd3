#pragma once

#include "config/document.hpp"
#include "drivers/component.hpp"

namespace weir {

// `frame: {delimiter: ..., max: ...}` of a port means `frame: {line: {delimiter: ..., max: ...}}`: writes the
// short form out, where no key names a framer or looks as if it should.
void expand_short_frames(node& root, catalogue framers);

}  // namespace weir
