#include "drivers/framers/byte_text.hpp"

#include <algorithm>

namespace weir {

std::string bytes_of(const setting& written) {
    if (!written.present()) return {};
    if (written.is<std::string>()) return written.text();
    std::string bytes;
    for (const setting& each : written.items())
        bytes.push_back(static_cast<char>(each.integer()));
    return bytes;
}

void check_bytes(const setting& written, const std::string& name, problems& found) {
    if (!written.is<std::string>()) return;
    const std::string& text = written.text();
    const bool ascii =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) return;
    found.add(written.where, "'" + name + "' has characters that are several bytes in UTF-8",
              "write bytes above 0x7F as a list: [0xAA, 0x55]");
}

}  // namespace weir
