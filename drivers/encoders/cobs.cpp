#include <algorithm>

#include "drivers/encoders/envelope.hpp"

// Consistent Overhead Byte Stuffing: Cheshire and Baker, IEEE/ACM Transactions on Networking, April 1999.
namespace weir {

extern const encoder_kind cobs_encoder;

namespace {

constexpr std::size_t longest_block = 254;  // bytes behind one code

}  // namespace

// Blocks, each behind the code that tells its length, with the delimiter at the end. A zero of the content is
// what the end of a block stands for; behind the longest one there is none.
std::string cobs_stuffed(std::string_view content) {
    std::string out;
    for (bool ended = false; !ended;) {
        const std::size_t size = std::min({content.find('\0'), content.size(), longest_block});
        out.push_back(static_cast<char>(size + 1));
        out.append(content.substr(0, size));
        ended = size == content.size();
        const bool zero = !ended && size < longest_block;
        content.remove_prefix(size + (zero ? 1 : 0));
    }
    return out + '\0';
}

namespace {

std::unique_ptr<encoder> make(const component_use& use, problems&) {
    return std::make_unique<framed_text>(envelope(use.options["checksum"], cobs_stuffed));
}

}  // namespace

constinit const encoder_kind cobs_encoder{
    {.name = "cobs",
     .help = "`write` as a binary frame by Consistent Overhead Byte Stuffing, a zero byte behind it",
     .argument = {.is = kind::group},
     .options = seal_alone},
    make};

}  // namespace weir
