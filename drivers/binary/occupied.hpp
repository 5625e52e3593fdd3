#pragma once

#include <bitset>

#include "drivers/binary/layout.hpp"

namespace weir::binary {

// Which bits of a frame belong to an item.
class occupied_bits {
public:
    // Whether all of them were free. `one` lies within most_bytes.
    bool take(const item& one) {
        const bool whole = one.is == content::text || one.is == content::hex;
        const std::size_t end = whole ? 8 * one.size : std::size_t{one.shift} + one.form.bits;
        bool free = true;
        for (std::size_t bit = one.shift; bit < end; ++bit) {
            const std::size_t byte = bit / 8;
            const std::size_t at = one.at + (one.little_endian ? byte : one.size - 1 - byte);
            auto taken = bits_[8 * at + bit % 8];
            free = free && !taken;
            taken = true;
        }
        return free;
    }

private:
    std::bitset<8 * most_bytes> bits_;
};

}  // namespace weir::binary
