#include "drivers/encoders/envelope.hpp"

// Serial Line IP: RFC 1055.
namespace weir {

extern const encoder_kind slip_encoder;

namespace {

constexpr char end = '\xC0';
constexpr char escape = '\xDB';

}  // namespace

// With an END in front too, which ends what a disturbance may have begun.
std::string slip_stuffed(std::string_view content) {
    std::string out(1, end);
    for (const char byte : content) {
        if (byte == end) {
            out += {escape, '\xDC'};
        } else if (byte == escape) {
            out += {escape, '\xDD'};
        } else {
            out.push_back(byte);
        }
    }
    return out + end;
}

namespace {

std::unique_ptr<encoder> make(const component_use& use, problems&) {
    return std::make_unique<framed_text>(envelope(use.options["checksum"], slip_stuffed));
}

}  // namespace

constinit const encoder_kind slip_encoder{
    {.name = "slip",
     .help = "`write` as a binary frame as in SLIP (RFC 1055), 0xC0 before and behind it",
     .argument = {.is = kind::group},
     .options = seal_alone},
    make};

}  // namespace weir
