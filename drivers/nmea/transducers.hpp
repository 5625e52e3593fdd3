#pragma once

#include "drivers/nmea/fields.hpp"
#include "drivers/value.hpp"

namespace weir::nmea {

// XDR: a field for each transducer of the sentence, named by it; where its name has no letter, by what it
// measures. The first eight of a sentence.
void read_xdr(field_reader& in, sample& out);

}  // namespace weir::nmea
