#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

void check_fix(const sample& made) {
    check(made, 14);
    const value* lat = made.find("lat");
    const value* lon = made.find("lon");
    require((lat == nullptr) == (lon == nullptr));
    if (lat == nullptr) return;
    require(std::abs(as_number(*lat).value()) <= 90 && std::abs(as_number(*lon).value()) <= 180);
    const value* fix = made.find("fix");
    require(fix != nullptr && show(*fix) != "'none'");
}

// Each line as it is, and with the frame that makes it a sentence.
void decode_lines(decoder& by, std::string_view input) {
    std::int64_t now = 1;
    while (!input.empty()) {
        now += static_cast<std::int64_t>(take_byte(input));
        const std::string line(input.substr(0, input.find('\n')));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        for (const std::string& bytes : {line, nmea(line)}) {
            const std::vector<char> exact(bytes.begin(), bytes.end());
            sample out;
            const auto result = by.decode({{exact.data(), exact.size()}, at(now)}, out);
            if (result.what == decoder::sampled) check_fix(out);
            require(result.what != decoder::sampled || out.arrived <= at(now));
            require(!by.due() || *by.due() > at(0));
        }
    }
    sample rest;
    if (by.flush(rest)) check_fix(rest);
    require(!by.due().has_value());
}

}  // namespace

// Lines, each with a byte in front that says how many milliseconds it came after the one before.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    decode_lines(*decoder_of("nmea"), text_of(data, size));
    decode_lines(*decoder_of("nmea", group({{"epoch", boolean(false)}})), text_of(data, size));
    return 0;
}
