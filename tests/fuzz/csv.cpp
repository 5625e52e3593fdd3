#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

// Each line is a row of five columns, one of each type and one that is skipped.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    setting::list columns;
    for (const std::string_view type : text_types) {
        columns.push_back(
            group({{"name", text("a_" + std::string(type))}, {"type", text(std::string(type))}}));
    }
    columns.push_back(text("_"));
    static const auto by = decoder_of("csv", group({{"columns", list(columns)}}));

    const std::string_view input = text_of(data, size);
    check_stateless(*by, input, text_types.size());
    check_stateless(*by, input.substr(0, input.find('\n')), text_types.size());
    return 0;
}
