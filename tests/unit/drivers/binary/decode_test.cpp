#include <gtest/gtest.h>

#include "tests/support/binary_fields.hpp"
#include "tests/support/modbus_bytes.hpp"

namespace weir::test {
namespace {

std::string decoded(const setting& description, std::string_view hex) {
    return decode(*decoder_of("binary", description), bytes(hex));
}

TEST(binary, reads_every_type_in_both_orders) {
    const struct {
        std::string type;
        std::string_view big_endian;
        std::string_view expected;
    } table[] = {
        {"u8", "ff", "255"},
        {"i8", "ff", "-1"},
        {"i8", "80", "-128"},
        {"u16", "1234", "4660"},
        {"u16", "ffff", "65535"},
        {"i16", "fffe", "-2"},
        {"i16", "8000", "-32768"},
        {"u24", "123456", "1193046"},
        {"u24", "ffffff", "16777215"},
        {"i24", "fffffe", "-2"},
        {"i24", "800000", "-8388608"},
        {"i24", "7fffff", "8388607"},
        {"u32", "12345678", "305419896"},
        {"u32", "ffffffff", "4294967295"},
        {"i32", "80000000", "-2147483648"},
        {"u64", "0102030405060708", "72623859790382856"},
        {"u64", "7fffffffffffffff", "9223372036854775807"},
        {"u64", "8000000000000000", "9223372036854775808.0"},
        {"u64", "ffffffffffffffff", "18446744073709551616.0"},
        {"i64", "8000000000000000", "-9223372036854775808"},
        {"i64", "ffffffffffffffff", "-1"},
        {"f32", "3f800000", "1.0"},
        {"f32", "4366199a", "230.1"},
        {"f32", "7fc00000", "null"},
        {"f32", "7f800000", "null"},
        {"f32", "ff800000", "null"},
        {"f64", "406cc33333333333", "230.1"},
        {"f64", "7ff8000000000000", "null"},
        {"f64", "fff0000000000000", "null"},
        {"bool", "00", "false"},
        {"bool", "01", "true"},
        {"bool", "80", "true"},
    };
    for (const auto& [type, hex, expected] : table) {
        const std::string big = bytes(hex);
        const std::string little(big.rbegin(), big.rend());
        const std::string wanted = "x=" + std::string(expected);
        EXPECT_EQ(decoded(fields({entry("x", type)}, "big"), hex), wanted) << type << hex;
        EXPECT_EQ(decoded(fields({entry("x", type)}), to_hex(little)), wanted) << type << hex;
        const setting own = type == "bool" ? entry("x", type) : entry("x", type, {{"order", text("big")}});
        EXPECT_EQ(decoded(fields({own}), hex), wanted) << type << hex;
    }
}

TEST(binary, scales_in_decimal) {
    const auto scaled = [](double scale, double offset) {
        return fields({entry("x", "i16", {{"scale", number(scale)}, {"offset", number(offset)}})}, "big");
    };
    EXPECT_EQ(decoded(scaled(0.1, 0), "0003"), "x=0.3");
    EXPECT_EQ(decoded(scaled(0.01, -40), "00eb"), "x=-37.65");
    EXPECT_EQ(decoded(scaled(1, 100), "fffb"), "x=95.0");
    EXPECT_EQ(decoded(scaled(-10, 0), "0005"), "x=-50.0");
    const setting overflows = fields({entry("x", "f64", {{"scale", number(1000)}})}, "big");
    EXPECT_EQ(decoded(overflows, "7fefffffffffffff"), "x=null");
}

TEST(binary, has_words_for_raw_values) {
    const setting state =
        fields({entry("state", "i8", {{"enum", words({{"0", "off"}, {"0x1", "on"}, {"-1", "fault"}})}})});
    EXPECT_EQ(decoded(state, "00"), "state='off'");
    EXPECT_EQ(decoded(state, "01"), "state='on'");
    EXPECT_EQ(decoded(state, "ff"), "state='fault'");
    EXPECT_EQ(decoded(state, "07"), "state=7");
}

setting flags(std::string name, std::string order) {
    const setting mode =
        group({{"bit", integer(0)}, {"size", integer(2)}, {"enum", words({{"0", "idle"}, {"2", "run"}})}});
    const setting door = group({{"bit", integer(15)}, {"enum", words({{"1", "open"}})}});
    const setting level = group({{"bit", integer(4)}, {"size", integer(10)}, {"scale", number(0.5)}});
    return fields(
        {entry(std::move(name), "u16",
               {{"bits", group({{"alarm", integer(3)}, {"mode", mode}, {"door", door}, {"level", level}})}})},
        std::move(order));
}

TEST(binary, takes_an_integer_apart) {
    EXPECT_EQ(decoded(flags("", "big"), "8018"), "alarm=true mode='idle' door='open' level=0.5");
    EXPECT_EQ(decoded(flags("", "little"), "1880"), "alarm=true mode='idle' door='open' level=0.5");
    EXPECT_EQ(decoded(flags("", "big"), "0002"), "alarm=false mode='run' door=false level=0.0");
    EXPECT_EQ(decoded(flags("", "big"), "7ff3"), "alarm=false mode=3 door=false level=511.5");
    EXPECT_EQ(decoded(flags("is", "big"), "0002"), "is.alarm=false is.mode='run' is.door=false is.level=0.0");
    const setting whole = group({{"bit", integer(0)}, {"size", integer(64)}});
    EXPECT_EQ(
        decoded(fields({entry("", "u64", {{"bits", group({{"top", integer(63)}, {"all", whole}})}})}, "big"),
                "800000000000000f"),
        "top=true all=9223372036854775808.0");
}

TEST(binary, counts_arrays) {
    const setting cells = entry("cells", "u16", {{"count", integer(3)}, {"scale", number(0.001)}});
    EXPECT_EQ(decoded(fields({cells, entry("last", "u8")}), "b80c b90c ba0c 07"),
              "cells.0=3.256 cells.1=3.257 cells.2=3.258 last=7");
    EXPECT_EQ(
        decoded(fields({entry("a", "text", {{"size", integer(2)}, {"count", integer(2)}})}), "41424300"),
        "a.0='AB' a.1='C'");
}

TEST(binary, reads_text_and_bytes) {
    const setting label =
        fields({entry("label", "text", {{"size", integer(4)}}), entry("id", "hex", {{"size", integer(3)}})});
    EXPECT_EQ(decoded(label, "41424344 00ff1a"), "label='ABCD' id='00ff1a'");
    EXPECT_EQ(decoded(label, "41420044 000000"), "label='AB' id='000000'");
    EXPECT_EQ(decoded(label, "41202020 000000"), "label='A' id='000000'");
    EXPECT_EQ(decoded(label, "00000000 000000"), "label='' id='000000'");
    EXPECT_EQ(decoded(label, "c2b5ff00 000000"), "label=null id='000000'");
    EXPECT_EQ(decoded(label, "410a4200 000000"), "label=null id='000000'");
}

TEST(binary, begins_a_field_behind_the_last_one_or_where_it_is_said) {
    const setting description =
        fields({entry("a", "u8"), padding(2), entry("b", "u8"), entry("c", "u16", {{"at", integer(1)}}),
                entry("d", "u8"), padding(1)});
    EXPECT_EQ(decoded(description, "01020304ff"), "a=1 b=4 c=770 d=4");
    EXPECT_EQ(decoded(description, "01020304"), "incomplete");
}

setting sealed(bool longer = false) {
    return fields({entry("", "u16", {{"equals", integer(0xAA55)}}), entry("a", "u8"),
                   entry("version", "i8", {{"equals", integer(-2)}}), entry("b", "u8")},
                  "big", longer);
}

TEST(binary, takes_only_frames_of_its_form) {
    EXPECT_EQ(decoded(sealed(), "aa5501fe02"), "a=1 b=2");
    EXPECT_EQ(decoded(sealed(), "55aa01fe02"), "bad_syntax");
    EXPECT_EQ(decoded(sealed(), "aa5501ff02"), "bad_syntax");
    EXPECT_EQ(decoded(sealed(), "aa5501fe0200"), "bad_syntax");
    EXPECT_EQ(decoded(sealed(true), "aa5501fe020003"), "a=1 b=2");
    EXPECT_EQ(decoded(sealed(true), "aa5501fe"), "incomplete");
}

TEST(binary, refuses_a_frame_that_is_cut_off_anywhere) {
    const std::string whole = bytes("aa5501fe02");
    const auto by = decoder_of("binary", sealed());
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(decode(*by, whole.substr(0, size)), "incomplete") << size;
}

TEST(binary, sees_every_bit_of_a_constant) {
    const auto by = decoder_of("binary", sealed());
    for (std::size_t bit = 0; bit < 40; ++bit) {
        std::string frame = bytes("aa5501fe02");
        frame[bit / 8] = static_cast<char>(frame[bit / 8] ^ (1 << bit % 8));
        const bool is_value = bit / 8 == 2 || bit / 8 == 4;
        EXPECT_EQ(decode(*by, frame) != "bad_syntax", is_value) << bit;
    }
}

TEST(binary, arrives_with_its_frame_and_asks_for_a_framer) {
    sample out;
    const std::string frame = bytes("aa5501fe02");
    decoder_of("binary", sealed())->decode({frame, at(7)}, out);
    EXPECT_EQ(out.arrived, at(7));
    const component_use use = use_of(decoders(), "binary", sealed());
    EXPECT_EQ(static_cast<const decoder_kind*>(use.kind)->framer, "");
}

}  // namespace
}  // namespace weir::test
