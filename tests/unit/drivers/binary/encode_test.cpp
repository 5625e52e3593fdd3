#include <gtest/gtest.h>
#include <random>

#include "drivers/binary/keys.hpp"
#include "tests/support/binary_fields.hpp"
#include "tests/support/modbus_bytes.hpp"

namespace weir::test {
namespace {

using given = std::vector<std::pair<std::string, value>>;

value i(std::int64_t number) {
    return number;
}
value word(std::string text) {
    return text;
}

// The frame in hexadecimal, or why not.
std::string encoded(const setting& description, const given& values) {
    std::vector<field> fields;
    for (const auto& [name, data] : values)
        fields.emplace_back(name).data = data;
    std::string why;
    const auto made = binary::encode(layout_of(description), fields, why);
    EXPECT_EQ(made.has_value(), why.empty());
    return made ? to_hex(*made) : why;
}

setting everything() {
    const setting mode = group({{"bit", integer(0)}, {"size", integer(2)}, {"enum", words({{"2", "run"}})}});
    return fields({entry("sync", "u16", {{"equals", integer(0xAA55)}}),
                   entry("temperature", "i16", {{"scale", number(0.01)}, {"offset", number(-40)}}),
                   entry("state", "u8", {{"enum", words({{"0", "off"}, {"1", "on"}})}}),
                   entry("flags", "u8", {{"bits", group({{"alarm", integer(3)}, {"mode", mode}})}}),
                   entry("cells", "u24", {{"count", integer(2)}, {"order", text("big")}}), padding(2),
                   entry("label", "text", {{"size", integer(4)}}), entry("on", "bool"),
                   entry("id", "hex", {{"size", integer(2)}}), entry("rate", "f32")});
}

TEST(binary_encoder, writes_what_it_was_given) {
    const given values{{"rate", i(1)},         {"temperature", -37.65},     {"state", word("on")},
                       {"flags.alarm", true},  {"flags.mode", word("run")}, {"cells.0", i(0x123456)},
                       {"cells.1", word("7")}, {"label", word("AB")},       {"on", i(1)},
                       {"id", word("00Ff")}};
    const std::string frame = "55aa eb00 01 0a 123456 000007 0000 41420000 01 00ff 0000803f";
    EXPECT_EQ(encoded(everything(), values), to_hex(bytes(frame)));
    EXPECT_EQ(decode(*decoder_of("binary", everything()), bytes(frame)),
              "temperature=-37.65 state='on' flags.alarm=true flags.mode='run' cells.0=1193046 cells.1=7 "
              "label='AB' on=true id='00ff' rate=1.0");
}

TEST(binary_encoder, says_which_value_does_not_fit) {
    const setting size = integer(3);
    const setting off = words({{"0", "off"}, {"1", "on"}});
    const struct {
        setting entry;
        value from;
        std::string_view expected;
    } table[] = {
        {entry("x", "u8"), i(256), "field 'x': 256 does not fit into u8: 0 to 255"},
        {entry("x", "u8"), i(-1), "field 'x': -1 does not fit into u8: 0 to 255"},
        {entry("x", "i8"), i(128), "field 'x': 128 does not fit into i8: -128 to 127"},
        {entry("x", "u8"), 255.4, "ff"},
        {entry("x", "u8"), 255.5, "field 'x': 255.5 does not fit into u8: 0 to 255"},
        {entry("x", "u24"), i(16777216), "field 'x': 16777216 does not fit into u24: 0 to 16777215"},
        {entry("x", "i24"), i(-8388609), "field 'x': -8388609 does not fit into i24: -8388608 to 8388607"},
        {entry("x", "i24"), -2.0, "feffff"},
        {entry("x", "u16", {{"scale", number(0.1)}}), 6553.6,
         "field 'x': 6553.6 does not fit into u16: 0 to 6553.5"},
        {entry("x", "u64"), i(-1), "field 'x': -1 does not fit into u64: 0 to 18446744073709551616"},
        {entry("x", "f32"), 1e39, "field 'x': 1e+39 does not fit into f32: -3.4028235e+38 to 3.4028235e+38"},
        {entry("x", "u8", {{"enum", off}}), word("ajar"),
         "field 'x': 'ajar' is no number and none of off, on"},
        {entry("x", "u8", {{"enum", off}}), i(7), "07"},
        {entry("x", "u8"), value(), "field 'x': null is no number"},
        {entry("x", "bool"), i(2), "field 'x': 2 is neither 0 nor 1, true nor false"},
        {entry("x", "bool"), word("off"), "00"},
        {entry("x", "text", {{"size", size}}), word("four"), "field 'x': 'four' is longer than 3 bytes"},
        {entry("x", "text", {{"size", size}}), i(4), "field 'x': 4 is no text"},
        {entry("x", "hex", {{"size", size}}), word("0011"), "field 'x': '0011' is not 6 hexadecimal digits"},
        {entry("x", "hex", {{"size", size}}), word("00112x"),
         "field 'x': '00112x' is not 6 hexadecimal digits"},
        {entry("x", "hex", {{"size", size}}), i(112233), "field 'x': 112233 is not 6 hexadecimal digits"},
        {entry("", "u8", {{"bits", group({{"x", group({{"bit", integer(4)}, {"size", integer(3)}})}})}}),
         i(8), "field 'x': 8 does not fit into 3 bits: 0 to 7"},
        {entry("", "u8", {{"bits", group({{"x", integer(7)}})}}), true, "80"},
    };
    for (const auto& [description, from, expected] : table)
        EXPECT_EQ(encoded(fields({description}), {{"x", from}}), expected);
}

TEST(binary_encoder, wants_a_value_for_each_field_and_no_other) {
    const setting description = fields({entry("sync", "u8", {{"equals", integer(7)}}), entry("a", "u8")});
    EXPECT_EQ(encoded(description, {{"a", i(1)}}), "0701");
    EXPECT_EQ(encoded(description, {}), "field 'a' has no value");
    EXPECT_EQ(encoded(description, {{"a", i(1)}, {"b", i(1)}}), "there is no field 'b'");
    EXPECT_EQ(encoded(description, {{"a", i(1)}, {"sync", i(1)}}), "there is no field 'sync'");
}

// --- There and back ---------------------------------------------------------------------------------------

constexpr unsigned seed = 20'261'128;
constexpr int rounds = 2000;

std::string random_bytes(std::mt19937& random, std::size_t size) {
    std::string made;
    for (std::size_t at = 0; at < size; ++at)
        made += static_cast<char>(random() & 0xFFU);
    return made;
}

// What these bytes mean becomes these bytes again, unless something has no value: NaN, or text that is none.
void expect_same_bytes(const binary::layout& as, const std::string& frame) {
    sample read;
    if (!binary::decode(as, frame, read)) return;
    for (const field& each : read.fields) {
        if (std::holds_alternative<std::monostate>(each.data)) return;
    }
    std::string why;
    const auto again = binary::encode(as, {read.fields.begin(), read.fields.end()}, why);
    ASSERT_TRUE(again) << why;
    EXPECT_EQ(to_hex(*again), to_hex(frame)) << show(read);
}

TEST(binary_encoder, gives_back_the_bytes_of_every_type_in_both_orders) {
    std::mt19937 random(seed);
    for (const std::string_view type : binary::type_names) {
        // Of these several bytes mean the same, or more digits than a number has.
        if (type == "u64" || type == "bool" || type == "text") continue;
        for (const std::string_view order : binary::order_names) {
            const setting one = type == "hex" ? entry("x", "hex", {{"size", integer(5)}})
                                              : entry("x", std::string(type), {{"count", integer(3)}});
            const auto as = layout_of(fields({one, padding(1)}, std::string(order)));
            for (int round = 0; round < rounds; ++round)
                expect_same_bytes(as, random_bytes(random, as.size - 1) + '\0');
        }
    }
}

TEST(binary_encoder, gives_back_the_bytes_of_scaled_numbers_and_bits) {
    std::mt19937 random(seed);
    for (const double scale : {1.0, 0.1, 0.001, -0.5, 10.0}) {
        for (const double offset : {0.0, -40.0, 273.15}) {
            const keys by{{"scale", number(scale)}, {"offset", number(offset)}};
            keys sized = by;
            sized.insert(sized.end(), {{"bit", integer(3)}, {"size", integer(13)}});
            const auto as = layout_of(fields(
                {entry("a", "u8", by), entry("b", "i24", by), entry("c", "u32", by), entry("d", "i32", by),
                 entry("e", "u16",
                       {{"bits", group({{"f", integer(0)},
                                        {"g", group({{"bit", integer(1)}, {"size", integer(2)}})},
                                        {"h", group(sized)}})},
                        {"order", text("big")}})}));
            for (int round = 0; round < rounds; ++round)
                expect_same_bytes(as, random_bytes(random, as.size));
        }
    }
}

// decode(encode(x)) is x, of values all over the range of each type.
TEST(binary_encoder, gives_back_the_values) {
    std::mt19937_64 random(seed);
    for (const std::string_view type : binary::type_names) {
        if (type == "text" || type == "hex" || type == "f32") continue;
        const number_form form = layout_of(fields({entry("x", std::string(type))})).items.front().form;
        const unsigned least_unused = type == "u64" ? 1 : 64 - form.bits;  // beyond 63 bits it is a number
        for (int round = 0; round < rounds / 4; ++round) {
            const unsigned unused = least_unused + static_cast<unsigned>(random()) % form.bits;
            const std::uint64_t bits = unused > 63 ? 0 : random() << unused >> unused;
            value x;
            decode_number(form, {}, bits, x);
            if (type == "bool") x = bits % 2 == 1;
            if (type == "f64") x = static_cast<double>(static_cast<std::int64_t>(random())) / 1024;
            for (const std::string_view order : binary::order_names) {
                const setting description = fields({entry("x", std::string(type))}, std::string(order));
                const std::string frame = encoded(description, {{"x", x}});
                ASSERT_EQ(decode(*decoder_of("binary", description), bytes(frame)), "x=" + show(x)) << type;
            }
        }
    }
}

TEST(binary_encoder, gives_back_text) {
    const setting description = fields({entry("x", "text", {{"size", integer(6)}})});
    for (const std::string_view text : {"", "a", "abc", "abcdef", " a b",
                                        "\xc2\xb0"
                                        "C"}) {
        const std::string frame = encoded(description, {{"x", std::string(text)}});
        EXPECT_EQ(decode(*decoder_of("binary", description), bytes(frame)), "x='" + std::string(text) + "'");
    }
}

}  // namespace
}  // namespace weir::test
