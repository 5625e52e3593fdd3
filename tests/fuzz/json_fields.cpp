#include <string>

#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

// A path, as long as the first byte says, and a document. What the path finds is what flattening gives there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto whole = decoder_of("json");
    std::string_view input = text_of(data, size);
    const std::size_t length = std::min(take_byte(input), input.size());
    const std::string path(input.substr(0, length));
    const std::string_view document = input.substr(length);
    const auto use = use_of(decoders(), "json",
                            group({{"fields", group({{"one", text(path)}, {"other", text("list[0].v")}})}}));
    problems found;
    const auto by = make_decoder(use, found);
    require((by == nullptr) == (found.size() > 0));
    if (!by) return 0;
    check_stateless(*by, document, 2);

    sample all;
    sample picked;
    const auto flat = whole->decode({document, at(7)}, all);
    const auto result = by->decode({document, at(7)}, picked);
    if (flat.reason == reject::too_complex) return 0;  // it has bounds that the other has not
    require(flat.reason == result.reason);
    if (flat.what == decoder::bad || path.find('[') != path.npos) return 0;
    const value* there = all.find(path);
    const value* one = picked.find("one");
    require((there == nullptr) == (one == nullptr));
    require(there == nullptr || show(*there) == show(*one));
    return 0;
}
