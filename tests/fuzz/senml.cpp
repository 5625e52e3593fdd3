#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto by = decoder_of("senml");
    check_stateless(*by, text_of(data, size), 256);
    return 0;
}
