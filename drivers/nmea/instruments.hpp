#pragma once

#include "drivers/nmea/sentence.hpp"
#include "drivers/value.hpp"

// Sentences of instruments other than a GNSS receiver's. Each tells of a moment of its own.
namespace weir::nmea {

// Whether read_instrument() knows it: DBT DPT HDG HDT MTW MWV RMB XDR of any talker; of AIS VDM and VDO.
bool is_instrument(const sentence& from);

// Adds the fields of a sentence that is_instrument(). What it leaves open is left out; what it says is void
// is null. Does not set `arrived`; `out` is unspecified when it is refused.
reject read_instrument(const sentence& from, sample& out);

}  // namespace weir::nmea
