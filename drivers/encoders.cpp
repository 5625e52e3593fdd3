#include "drivers/encoder.hpp"

namespace weir {

extern const encoder_kind cobs_encoder;
extern const encoder_kind slip_encoder;
extern const encoder_kind nmea_encoder;
extern const encoder_kind binary_encoder;
extern const encoder_kind mavlink_encoder;

catalogue encoders() {
    static constexpr const component* table[] = {&nmea_encoder, &binary_encoder, &mavlink_encoder,
                                                 &cobs_encoder, &slip_encoder};
    return table;
}

std::unique_ptr<encoder> make_encoder(const component_use& use, problems& found) {
    return make_component<encoder_kind>(use, found);
}

}  // namespace weir
