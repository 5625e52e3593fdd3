#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::nmea {

// `body` as a sentence: with a `$` before it unless it begins with `$` or `!`, with its checksum, CR and LF.
// Nothing, and `why`, when it is empty or holds anything but printable ASCII without `$`, `!` and `*`. How
// long it is is not looked at: the standard allows 82 characters with all that is added.
std::optional<std::string> to_sentence(std::string_view body, std::string& why);

}  // namespace weir::nmea
