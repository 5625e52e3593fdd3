#include "config/test_bytes.hpp"

#include <algorithm>
#include <array>

#include "config/build.hpp"
#include "drivers/checksum.hpp"
#include "drivers/nmea/encode.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

std::string hex_bytes(const setting& hex, const spot& here, problems& found) {
    std::string digits = text_or(hex);
    std::erase_if(digits, [](char c) { return c == ' ' || c == '\n'; });
    const auto made = from_hex(digits);
    if (!made) found.add(hex.where, within(here, "no hexadecimal bytes"), "two digits a byte: 01 04 A0");
    return made.value_or(std::string());
}

std::string sentence(const setting& body, const spot& here, problems& found) {
    if (!body.present()) return {};
    std::string why;
    const auto made = nmea::to_sentence(body.text(), why);
    if (!made) found.add(body.where, within(here, "no sentence of NMEA 0183"), why);
    return made.value_or(std::string());
}

}  // namespace

std::string test_bytes(const setting& from, const spot& here, problems& found) {
    if (!from.is<setting::map>()) return text_or(from);
    const auto written = std::ranges::count_if(std::array{"hex", "text", "nmea"},
                                               [&](const char* key) { return is_written(from[key]); });
    if (written > 1) found.add(from.where, within(here, "more than one of 'hex', 'text' and 'nmea'"));
    const setting& checksum = from["checksum"];
    std::string made = text_or(from["text"]);
    if (is_written(from["hex"])) made = hex_bytes(from["hex"], here, found);
    if (is_written(from["nmea"])) {
        made = sentence(from["nmea"], here, found);
        if (is_written(checksum))
            found.add(checksum.where, within(here, "'checksum' beside 'nmea'"), "it has its own");
    }
    if (checksum.present()) weir::checksum(checksum).close(made);
    return made;
}

}  // namespace weir
