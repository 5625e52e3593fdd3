#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

// The input as each type, and what the shared helpers promise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = text_of(data, size);
    for (const std::string_view type : text_types) {
        const auto by = decoder_of("text", group({{"type", text(std::string(type))}}));
        check_stateless(*by, input, 1);
    }
    require(!is_text(input) || is_utf8(input));
    if (const auto number = parse_number(input)) require(parse_number(show(*number)).has_value());
    return 0;
}
