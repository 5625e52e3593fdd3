#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

struct choice {
    const char* name;
    setting argument;
    setting options;
};

constexpr std::int64_t max = 24;

// Each framer, with and without what puts it into step.
const std::vector<choice>& choices() {
    static const setting crc = sealed_by("crc16-modbus");
    static const setting digits =
        sealed_by("xor", group({{"text", boolean(true)}, {"separator", text("*")}}));
    static const setting small = group({{"max", integer(max)}});
    static const std::vector<choice> all{
        {"cobs", small, group({})},
        {"cobs", small, group({{"checksum", sealed_by("crc8")}})},
        {"slip", small, group({})},
        {"slip", small, group({{"checksum", sealed_by("sum")}})},
        {"line", small, group({{"checksum", digits}})},
        {"fixed", integer(5), group({})},
        {"fixed", integer(5), group({{"sync", text("AB")}})},
        {"fixed", integer(5), group({{"checksum", sealed_by("sum")}})},
        {"fixed", integer(max), group({{"sync", text("A")}, {"checksum", crc}})},
        {"length", small, group({})},
        {"length", group({{"adjust", integer(3)}, {"max", integer(max)}}), group({{"checksum", crc}})},
        {"length",
         group({{"offset", integer(1)}, {"size", text("2")}, {"adjust", integer(-3)}, {"max", integer(max)}}),
         group({{"sync", text("A")}})},
        {"length", group({{"size", text("4")}, {"order", text("little")}, {"max", integer(max)}}),
         group({{"sync", text("AA")}, {"checksum", sealed_by("xor")}})},
        {"idle", time(std::chrono::milliseconds(20)), small},
        {"start", text("<"), group({{"end", text(">")}, {"escape", text("\\")}, {"max", integer(max)}})},
        {"start", text("aab"), group({{"end", text("baa")}, {"max", integer(max)}})},
        {"start", text("\x10\x02"),
         group({{"end", text("\x10\x03")}, {"escape", text("\x10")}, {"max", integer(max)}})},
    };
    return all;
}

// In these chunks; then the line is quiet until nothing more is due.
std::vector<std::string> frames(const choice& of, const std::vector<std::string_view>& chunks) {
    const auto by = framer_of(of.name, of.argument, of.options);
    std::vector<std::string> found = frames_of(*by, chunks, rejects::with_bytes);
    if (by->due() == never) return found;
    by->elapse(by->due());
    drain(*by, found, rejects::with_bytes);
    require(by->due() == never);
    return found;
}

}  // namespace

// A byte chooses the framer, one the cuts; the rest is the stream.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view stream = text_of(data, size);
    const choice& of = choices()[take_byte(stream) % choices().size()];
    const std::size_t first = std::min(take_byte(stream), stream.size());
    const std::size_t step = 1 + first % 7;

    const auto whole = frames(of, {stream});
    std::size_t bytes = 0;
    for (const std::string& one : whole) {
        const std::size_t kept = one.size() - one.find('<') - 2;
        require(kept <= 2 * max);
        if (one.starts_with('<')) require(kept <= static_cast<std::size_t>(max));
        bytes += kept;
    }
    require(bytes <= stream.size());
    require(frames(of, {stream.substr(0, first), stream.substr(first)}) == whole);
    require(frames(of, chunked(stream, first, step)) == whole);
    return 0;
}
