#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

// Two bytes choose the bound and the delimiter, one the cuts; the rest is the stream.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string delimiters[] = {"", "\n", "\r", ";", "--", "aab", "abab", "12345678"};
    std::string_view stream = text_of(data, size);
    const std::size_t max = 16 + take_byte(stream) % 32;
    const std::string& delimiter = delimiters[take_byte(stream) % std::size(delimiters)];
    const std::size_t first = std::min(take_byte(stream), stream.size());
    const std::size_t step = 1 + first % 7;

    setting argument = group({{"max", integer(static_cast<std::int64_t>(max))}});
    if (!delimiter.empty()) argument = group({{"max", argument["max"]}, {"delimiter", text(delimiter)}});

    const auto whole = frames_of(*framer_of(argument), {stream});
    for (const std::string& one : whole) {
        if (!one.starts_with('<')) continue;
        const std::string content = one.substr(1, one.size() - 2);
        require(content.size() <= max);
        require(content.find(delimiter.empty() ? "\n" : delimiter) == content.npos);
        require(!delimiter.empty() || !content.empty());
    }
    require(frames_of(*framer_of(argument), {stream.substr(0, first), stream.substr(first)}) == whole);
    require(frames_of(*framer_of(argument), chunked(stream, first, step)) == whole);
    return 0;
}
