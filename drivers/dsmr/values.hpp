#pragma once

#include <optional>
#include <string_view>

#include "drivers/reject.hpp"
#include "drivers/value.hpp"

// What stands in a telegram's parentheses. Of each the empty one is null.
namespace weir::dsmr {

// "000671.578": digits and at most one point, a minus allowed.
std::optional<double> decimal(std::string_view written);

// "000671.578*kWh", in this unit and no other.
reject read_number(std::string_view written, std::string_view unit, value& out);
// "00004": an integer of at most 18 digits.
reject read_count(std::string_view written, value& out);
// As it stands.
void read_text(std::string_view written, value& out);
// "4B384547": a text whose characters are written as hexadecimal digits. One that is not is taken as it
// stands.
void read_octets(std::string_view written, value& out);
// "101209113020W", S in summer (UTC+2), W in winter (UTC+1): ISO 8601, UTC. Without a letter, as DSMR 2.2 and
// 3 have it: local time, without a zone.
reject read_time(std::string_view written, value& out);

}  // namespace weir::dsmr
