#pragma once

#include "drivers/option.hpp"

// The option tables of the file's sections. What a component takes (a decoder, a stage) is in its own table.
namespace weir {

extern const shape file_form;    // the whole file
extern const shape output_form;  // one entry of `publish`

}  // namespace weir
