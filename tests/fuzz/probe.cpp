#include "drivers/probe/guesser.hpp"
#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

// A byte says how the stream is cut, and how far apart in time; the rest is the stream.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view stream = text_of(data, size);
    const std::size_t said = take_byte(stream);
    guesser heard;
    std::int64_t now = 0;
    for (const std::string_view piece : chunked(stream, std::min(said, stream.size()), 1 + said % 50)) {
        heard.feed(piece, at(now));
        now += static_cast<std::int64_t>(said);
    }
    double last = 1;
    for (const probing::guess& each : heard.judge()) {
        require(each.score > 0 && each.score <= last && each.good > 0);
        require(each.samples.size() <= probing::guess::most_samples);
        for (const sample& made : each.samples)
            check(made, 256);
        last = each.score;
    }
    return 0;
}
