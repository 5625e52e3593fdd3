#include "drivers/checksum.hpp"
#include "drivers/framers/unstuffed.hpp"

// Consistent Overhead Byte Stuffing: Cheshire and Baker, IEEE/ACM Transactions on Networking, April 1999.
namespace weir {

extern const framer_kind cobs_framer;

namespace {

constexpr std::size_t longest_block = 254;  // bytes behind one code

// Each block is a code, 1 to 255, and code - 1 bytes, none of them zero; a zero follows it, but not after the
// longest block nor at the end.
bool decode(std::string_view stuffed, std::string& out) {
    while (!stuffed.empty()) {
        const std::size_t size = static_cast<unsigned char>(stuffed.front()) - 1U;
        stuffed.remove_prefix(1);
        if (size > stuffed.size()) return false;
        out.append(stuffed.substr(0, size));
        stuffed.remove_prefix(size);
        if (size < longest_block && !stuffed.empty()) out.push_back('\0');
    }
    return true;
}

constexpr option members[] = {
    {.name = "max",
     .form = {.is = kind::size, .min = 16, .max = 64 * 1024},
     .preset = "4KiB",
     .help = "the longest frame, its stuffing undone; a longer one is counted and skipped"},
};

std::unique_ptr<framer> make(const component_use& use, problems&) {
    const auto max = static_cast<std::size_t>(use.argument["max"].integer());
    return std::make_unique<unstuffed>('\0', max, max + max / longest_block + 1, decode);
}

}  // namespace

constinit const framer_kind cobs_framer{
    {.name = "cobs",
     .help = "binary frames by Consistent Overhead Byte Stuffing, a zero byte "
             "between them",
     .argument = {.is = kind::group, .members = members},
     .options = checksum_alone},
    make};

}  // namespace weir
