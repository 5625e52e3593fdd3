#include "drivers/nmea/encode.hpp"
#include "drivers/nmea/sentence.hpp"
#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr std::size_t most_fields = 14;

void check_fix(const sample& made) {
    check(made, most_fields);
    const value* lat = made.find("lat");
    const value* lon = made.find("lon");
    require((lat == nullptr) == (lon == nullptr));
    if (lat == nullptr) return;
    require(std::abs(as_number(*lat).value()) <= 90 && std::abs(as_number(*lon).value()) <= 180);
    const value* fix = made.find("fix");
    require(fix != nullptr && show(*fix) != "'none'");
}

// As it is; as a sentence; as one that encapsulates.
std::vector<std::string> sentences_of(const std::string& line) {
    std::string encapsulating = test::nmea(line);
    encapsulating.front() = '!';
    return {line, test::nmea(line), encapsulating};
}

// A transducer may be called as it likes, `lat` too.
bool has_transducers(std::string_view line) {
    return line.find("XDR") != line.npos;
}

// Of what can be a sentence, the same is read again.
void check_encoding(const std::string& line) {
    std::string why;
    const auto made = nmea::to_sentence(line, why);
    require(made.has_value() == why.empty());
    nmea::sentence found;
    if (!made || made->size() > nmea::longest) return;
    require(nmea::split(*made, found) == reject::none);
    require(found.whole.substr(1, found.whole.size() - 4) == line.substr(line[0] == '$' || line[0] == '!'));
}

// Each line in every way.
void decode_lines(decoder& by, std::string_view input) {
    std::int64_t now = 1;
    while (!input.empty()) {
        now += static_cast<std::int64_t>(take_byte(input));
        const std::string line(input.substr(0, input.find('\n')));
        input.remove_prefix(std::min(input.size(), line.size() + 1));
        check_encoding(line);
        for (const std::string& bytes : sentences_of(line)) {
            const std::vector<char> exact(bytes.begin(), bytes.end());
            sample out;
            const auto result = by.decode({{exact.data(), exact.size()}, at(now)}, out);
            if (result.what == decoder::sampled) {
                if (has_transducers(line)) {
                    check(out, most_fields);
                } else {
                    check_fix(out);
                }
                require(out.arrived <= at(now));
            }
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
