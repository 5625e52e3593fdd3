#include "drivers/encoder.hpp"
#include "drivers/nmea/encode.hpp"

// NMEA 0183: a sentence for a receiver or an instrument.
namespace weir {

extern const encoder_kind nmea_encoder;

namespace {

class nmea_sentence final : public encoder {
public:
    std::optional<std::string> encode(const input& of, std::string& why) const override {
        return nmea::to_sentence(of.text, why);
    }
};

std::unique_ptr<encoder> make(const component_use&, problems&) {
    return std::make_unique<nmea_sentence>();
}

}  // namespace

constinit const encoder_kind nmea_encoder{
    {.name = "nmea",
     .help = "`write` as an NMEA 0183 sentence: `$` in front unless there is one, the checksum, CR and LF",
     .argument = {.is = kind::group}},
    make};

}  // namespace weir
