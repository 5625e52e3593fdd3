#include "tests/fuzz/invariants.hpp"
#include "tests/support/telegrams.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr std::size_t max = 200;
constexpr std::size_t most_fields = 1 + 128 + 9 * 5;

void check_decoder(std::string_view frame) {
    static const auto named = decoder_of("dsmr");
    static const auto all = decoder_of("dsmr", group({{"all", boolean(true)}}));
    check_stateless(*named, frame, most_fields);
    check_stateless(*all, frame, most_fields);
}

std::vector<std::string> frames(const char* crc, const std::vector<std::string_view>& chunks) {
    const auto by = framer_of("dsmr", group({{"crc", text(crc)}, {"max", integer(max)}}));
    return frames_of(*by, chunks, rejects::with_bytes);
}

void check_framer(const char* crc, std::string_view stream, std::size_t first) {
    const auto whole = frames(crc, {stream});
    std::size_t bytes = 0;
    for (const std::string& one : whole) {
        const std::size_t kept = one.size() - one.find('<') - 2;
        require(kept <= max);
        if (one.starts_with('<')) require(one.starts_with("</") && one.ends_with("!>"));
        bytes += kept;
    }
    require(bytes <= stream.size());
    require(frames(crc, {stream.substr(0, first), stream.substr(first)}) == whole);
    require(frames(crc, chunked(stream, first, 1 + first % 7)) == whole);
}

// With its CRC a telegram comes whole, whatever stands before it.
void check_sealed(std::string_view garbage) {
    const std::string frame = telegram("1-0:1.7.0(00.335*kW)\n");
    const auto found = frames("required", {std::string(garbage) + sealed(frame)});
    require(!found.empty() && found.back() == "<" + frame + ">");
}

}  // namespace

// A byte says where the stream is cut; the rest is the stream, or what stands in a telegram.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = text_of(data, size);
    const std::size_t said = take_byte(input);
    const std::size_t first = std::min(said, input.size());
    check_framer("required", input, first);
    check_framer("optional", input, first);
    check_framer("required", sealed("/" + std::string(input) + "!"), first);
    check_sealed(input);
    check_decoder(input);
    check_decoder("/ISk5\r\n" + std::string(input) + "!");
    return 0;
}
