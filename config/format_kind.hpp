#pragma once

#include "drivers/component.hpp"

namespace weir {

// What an entry of catalogues::formats is, as far as the configuration must know.
struct format_kind : component {
    bool one_message_a_field;  // then an output's topic must hold {field}, and else it must not
};

}  // namespace weir
