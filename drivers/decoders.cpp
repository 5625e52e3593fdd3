#include "drivers/decoder.hpp"

namespace weir {

extern const decoder_kind csv_decoder;
extern const decoder_kind json_decoder;
extern const decoder_kind text_decoder;
extern const decoder_kind nmea_decoder;
extern const decoder_kind regex_decoder;
extern const decoder_kind kv_decoder;
extern const decoder_kind senml_decoder;
extern const decoder_kind binary_decoder;
extern const decoder_kind dsmr_decoder;
extern const decoder_kind mavlink_decoder;

catalogue decoders() {
    static constexpr const component* table[] = {
        &csv_decoder, &json_decoder,  &text_decoder,   &nmea_decoder, &regex_decoder,
        &kv_decoder,  &senml_decoder, &binary_decoder, &dsmr_decoder, &mavlink_decoder};
    return table;
}

std::unique_ptr<decoder> make_decoder(const component_use& use, problems& found) {
    return make_component<decoder_kind>(use, found);
}

}  // namespace weir
