#include <string>

#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

component_use use_of_pattern(std::string form) {
    return use_of(decoders(), "regex", text(std::move(form)));
}

std::unique_ptr<decoder> made(const component_use& use) {
    problems found;
    auto by = make_decoder(use, found);
    require((by == nullptr) == (found.size() > 0));
    return by;
}

// Groups of all types, groups in each other, groups that may take no part.
std::vector<std::unique_ptr<decoder>> fixed() {
    std::vector<std::unique_ptr<decoder>> all;
    all.push_back(made(use_of_pattern("^(?P<stable>S|U) *(?P<weight>[-0-9.]+) kg")));
    all.push_back(made(use_of_pattern("(?P<a>(?P<b>[a-z]+)=(?P<c>.*))|(?P<d>\\d+)|(?P<a>..)")));
    component_use typed = use_of_pattern("(?s)^(?P<n>.*);(?P<i>.*);(?P<t>.*);(?P<b>.*)$");
    typed.options = group({{"types", group({{"n", text("number")},
                                            {"i", text("integer")},
                                            {"t", text("text")},
                                            {"b", text("boolean")}})}});
    all.push_back(made(typed));
    return all;
}

}  // namespace

// A pattern, as long as the first byte says, and a frame: it is read by that pattern and by fixed ones.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto known = fixed();
    std::string_view input = text_of(data, size);
    const std::size_t length = std::min(take_byte(input), input.size());
    const std::string_view frame = input.substr(length);
    for (const auto& by : known)
        check_stateless(*by, frame, 4);
    if (const auto by = made(use_of_pattern(std::string(input.substr(0, length)))))
        check_stateless(*by, frame, 256);
    return 0;
}
