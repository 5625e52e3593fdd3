#include "drivers/pattern.hpp"

#include <string>

#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

void check_groups(const pattern::groups& found, std::string_view text) {
    for (const auto& [name, part] : found) {
        require(!name.empty());
        require(part.empty() ||
                (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size()));
    }
}

// One with an operator in front, which changes nothing, is RE2's business alone.
void check_as_re2_does(const pattern& made, std::string_view written, std::string_view text) {
    std::string why;
    const auto same = pattern::compile("(?:)" + std::string(written), why);
    if (!same) return;  // too large with it
    require(same->search(text) == made.search(text));
    require(same->matches(text) == made.matches(text));
}

}  // namespace

// A pattern, as long as the first byte says, and a text: any bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = text_of(data, size);
    const std::size_t length = std::min(take_byte(input), input.size());
    const std::string_view text = input.substr(length);
    std::string why;
    const auto made = pattern::compile(input.substr(0, length), why);
    require(made.has_value() == why.empty());
    if (made) {
        pattern::groups found;
        const bool there = made->search(text, &found);
        require(there == made->search(text) && (there || found.empty()));
        require(there || !made->matches(text));
        check_groups(found, text);
        require(made->weight() <= pattern::heaviest);
        check_as_re2_does(*made, input.substr(0, length), text);
    }
    const auto literal = pattern::compile(pattern::escaped(text.substr(0, 256)), why);
    require(literal && literal->matches(text.substr(0, 256)));
    return 0;
}
