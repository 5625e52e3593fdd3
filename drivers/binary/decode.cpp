#include <cmath>

#include "drivers/binary/layout.hpp"
#include "drivers/text.hpp"

namespace weir::binary {

namespace {

std::uint64_t bits_of(const item& one, std::string_view bytes) {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t from_the_top = one.little_endian ? bytes.size() - 1 - i : i;
        all = (all << 8U) | static_cast<std::uint8_t>(bytes[from_the_top]);
    }
    const unsigned unused = 64U - one.form.bits;
    return all >> one.shift << unused >> unused;
}

void take_number(const item& one, std::uint64_t bits, value& out) {
    decode_number(one.form, one.as, bits, out);
    const auto* number = std::get_if<double>(&out);
    if (number != nullptr && !std::isfinite(*number)) out = std::monostate();
}

void take(const item& one, std::string_view bytes, value& out) {
    switch (one.is) {
        case content::number:
            return take_number(one, bits_of(one, bytes), out);
        case content::truth:
            return decode_bit(one.as, bits_of(one, bytes) != 0, out);
        case content::text:
            return decode_text(bytes, out);
        case content::hex:
            return assign(out, to_hex(bytes));
    }
}

}  // namespace

bool decode(const layout& as, std::string_view frame, sample& out) {
    for (const item& one : as.items) {
        const std::string_view bytes = frame.substr(one.at, one.size);
        if (!one.equals) {
            take(one, bytes, out.fields.add(one.name));
        } else if (bits_of(one, bytes) != *one.equals) {
            return false;
        }
    }
    return true;
}

}  // namespace weir::binary
