#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

std::unique_ptr<decoder> kv_of(std::string pair, std::string assign) {
    return decoder_of("kv", group({{"pair", text(std::move(pair))},
                                   {"assign", text(std::move(assign))},
                                   {"flags", boolean(true)}}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::unique_ptr<decoder> all[] = {
        decoder_of("kv"),  decoder_of("kv", group({{"assign", text(":")}, {"flags", boolean(true)}})),
        kv_of(",", " "),   kv_of(" | ", " = "),
        kv_of("\n", ": "),
    };
    for (const auto& by : all)
        check_stateless(*by, text_of(data, size), 256);
    return 0;
}
