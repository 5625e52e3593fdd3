#include "drivers/modbus/coding.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/decoding.hpp"
#include "tests/support/modbus_bytes.hpp"

namespace weir::modbus {
namespace {

using test::bytes;
using enum value_type;
using enum byte_order;

coding of(value_type type, byte_order order = abcd, double scale = 1, double offset = 0) {
    coding made;
    made.type = type;
    made.order = order;
    made.scale = scale;
    made.offset = offset;
    return made;
}

coding text_of(std::uint16_t length, byte_order order = abcd) {
    coding made = of(text, order);
    made.length = length;
    return made;
}

coding named(value_type type, std::vector<std::pair<std::int64_t, std::string>> names) {
    coding made = of(type);
    made.names = std::move(names);
    return made;
}

std::string decoded(const coding& as, std::string_view hex) {
    value out = std::string("what was there before");
    decode(as, bytes(hex), out);
    return test::show(out);
}

// The registers, or why not.
std::string encoded(const coding& as, const value& from) {
    std::string why;
    const auto made = encode(as, from, why);
    return made ? to_hex(*made) : why;
}

struct both_ways {
    coding as;
    std::string_view registers;
    value meaning;
};

const value i(std::int64_t number) {
    return number;
}

TEST(modbus_coding, has_every_type_in_every_order) {
    const both_ways table[] = {
        {of(u16), "1234", i(0x1234)},
        {of(u16, cdab), "1234", i(0x1234)},
        {of(u16, badc), "3412", i(0x1234)},
        {of(u16, dcba), "3412", i(0x1234)},
        {of(u16), "ffff", i(65535)},
        {of(i16), "ffff", i(-1)},
        {of(i16), "8000", i(-32768)},
        {of(i16), "7fff", i(32767)},
        {of(i16, badc), "feff", i(-2)},
        {of(u32), "12345678", i(0x12345678)},
        {of(u32, cdab), "56781234", i(0x12345678)},
        {of(u32, badc), "34127856", i(0x12345678)},
        {of(u32, dcba), "78563412", i(0x12345678)},
        {of(u32), "ffffffff", i(4294967295)},
        {of(i32), "ffffffff", i(-1)},
        {of(i32), "80000000", i(-2147483648)},
        {of(i32, cdab), "fffeffff", i(-2)},
        {of(i32, badc), "fffffeff", i(-2)},
        {of(i32, dcba), "feffffff", i(-2)},
        {of(u64), "0102030405060708", i(0x0102030405060708)},
        {of(u64, cdab), "0708050603040102", i(0x0102030405060708)},
        {of(u64, badc), "0201040306050807", i(0x0102030405060708)},
        {of(u64, dcba), "0807060504030201", i(0x0102030405060708)},
        {of(u64), "7fffffffffffffff", i(std::numeric_limits<std::int64_t>::max())},
        {of(i64), "ffffffffffffffff", i(-1)},
        {of(i64), "8000000000000000", i(std::numeric_limits<std::int64_t>::min())},
        {of(i64, cdab), "fffeffffffffffff", i(-2)},
        {of(f32), "3f800000", 1.0},
        {of(f32), "c2480000", -50.0},  // 1 10000100 10010...: -1.5625 * 2^5
        {of(f32), "4366199a", 230.1},  // the float nearest to it
        {of(f32, cdab), "199a4366", 230.1},
        {of(f32, badc), "66439a19", 230.1},
        {of(f32, dcba), "9a196643", 230.1},
        {of(f32), "00000001", 1e-45},  // the least there is
        {of(f32), "7f7fffff", 3.4028235e38},
        {of(f64), "3ff0000000000000", 1.0},
        {of(f64), "406cc33333333333", 230.1},
        {of(f64, cdab), "33333333c333406c", 230.1},
        {of(f64, badc), "6c4033c333333333", 230.1},
        {of(f64, dcba), "333333333 3c36c40", 230.1},
    };
    for (const auto& [as, registers, meaning] : table) {
        EXPECT_EQ(decoded(as, registers), test::show(meaning)) << registers;
        EXPECT_EQ(encoded(as, meaning), to_hex(bytes(registers))) << registers;
    }
}

TEST(modbus_coding, scales_in_decimal) {
    const both_ways table[] = {
        {of(u16, abcd, 0.1), "0003", 0.3},
        {of(u16, abcd, 0.1), "00eb", 23.5},
        {of(i16, abcd, 0.1, -40), "00eb", -16.5},
        {of(i16, abcd, 0.1, -40), "ff38", -60.0},
        {of(u16, abcd, 0.01, 273.15), "07d0", 293.15},
        {of(u16, abcd, 10), "0005", 50.0},
        {of(u16, abcd, 1, 100), "0005", 105.0},
        {of(u16, abcd, -1), "0005", -5.0},
        {of(i32, abcd, 0.001), "fffffff9", -0.007},
        {of(u16, abcd, 1.0 / 3), "0003", 1.0},
        {of(f32, abcd, 0.1), "4366199a", 23.01},
        {of(f64, abcd, 1000), "3ff8000000000000", 1500.0},
    };
    for (const auto& [as, registers, meaning] : table) {
        EXPECT_EQ(decoded(as, registers), test::show(meaning)) << registers;
        EXPECT_EQ(encoded(as, meaning), to_hex(bytes(registers))) << registers;
    }
}

TEST(modbus_coding, of_numbers_that_are_special) {
    EXPECT_EQ(decoded(of(u64), "8000000000000000"), "9223372036854775808.0");
    EXPECT_EQ(decoded(of(u64), "ffffffffffffffff"), "18446744073709551616.0");
    EXPECT_EQ(decoded(of(f32), "7f800000"), "inf");
    value out;
    decode(of(f32), bytes("7fc00000"), out);
    EXPECT_TRUE(std::isnan(std::get<double>(out)));
    decode(of(f64), bytes("7ff8000000000000"), out);
    EXPECT_TRUE(std::isnan(std::get<double>(out)));
}

TEST(modbus_coding, of_a_wrong_count_of_bytes_is_null) {
    EXPECT_EQ(decoded(of(u16), ""), "null");
    EXPECT_EQ(decoded(of(u16), "01"), "null");
    EXPECT_EQ(decoded(of(u16), "01020304"), "null");
    EXPECT_EQ(decoded(of(u32), "0102"), "null");
    EXPECT_EQ(decoded(text_of(2), "4142"), "null");
}

TEST(modbus_coding, reads_text_up_to_its_end) {
    EXPECT_EQ(decoded(text_of(2), "41424344"), "'ABCD'");
    EXPECT_EQ(decoded(text_of(2), "41420044"), "'AB'");
    EXPECT_EQ(decoded(text_of(2), "41202020"), "'A'");
    EXPECT_EQ(decoded(text_of(2), "20410000"), "' A'");
    EXPECT_EQ(decoded(text_of(2), "00000000"), "''");
    EXPECT_EQ(decoded(text_of(2, badc), "42414443"), "'ABCD'");
    EXPECT_EQ(decoded(text_of(1), "c2b5"), "'µ'");
    EXPECT_EQ(decoded(text_of(1), "ff41"), "null");
    EXPECT_EQ(decoded(text_of(1), "0a41"), "null");
}

TEST(modbus_coding, writes_text_with_nothing_behind_it) {
    EXPECT_EQ(encoded(text_of(2), std::string("ABC")), "41424300");
    EXPECT_EQ(encoded(text_of(2, badc), std::string("ABC")), "42410043");
    EXPECT_EQ(encoded(text_of(2), std::string()), "00000000");
    EXPECT_EQ(encoded(text_of(2), std::string("ABCDE")), "'ABCDE' is longer than 4 bytes");
    EXPECT_EQ(encoded(text_of(2), i(5)), "5 is no text");
}

TEST(modbus_coding, takes_one_bit_of_a_register) {
    coding third = of(bit);
    third.bit = 2;
    EXPECT_EQ(decoded(third, "0004"), "true");
    EXPECT_EQ(decoded(third, "fffb"), "false");
    third.order = badc;
    EXPECT_EQ(decoded(third, "0400"), "true");
    third.bit = 15;
    EXPECT_EQ(decoded(third, "0080"), "true");
    third.names = {{1, "open"}};
    EXPECT_EQ(decoded(third, "0080"), "'open'");
    EXPECT_EQ(decoded(third, "0000"), "false");
}

TEST(modbus_coding, has_words_for_raw_values) {
    const coding state = named(i16, {{0, "off"}, {1, "on"}, {-1, "broken"}});
    EXPECT_EQ(decoded(state, "0000"), "'off'");
    EXPECT_EQ(decoded(state, "ffff"), "'broken'");
    EXPECT_EQ(decoded(state, "0007"), "7");
    EXPECT_EQ(encoded(state, std::string("on")), "0001");
    EXPECT_EQ(encoded(state, std::string("broken")), "ffff");
    EXPECT_EQ(encoded(state, std::string("7")), "0007");
    EXPECT_EQ(encoded(state, std::string("open")), "'open' is no number and none of off, on, broken");
}

TEST(modbus_coding, never_wraps) {
    const struct {
        coding as;
        value from;
        std::string_view expected;
    } table[] = {
        {of(u16), i(65536), "65536 does not fit into u16: 0 to 65535"},
        {of(u16), i(-1), "-1 does not fit into u16: 0 to 65535"},
        {of(u16), 65535.5, "65535.5 does not fit into u16: 0 to 65535"},
        {of(u16), 65535.4, "ffff"},
        {of(u16), -0.4, "0000"},
        {of(u16, abcd, 0.1), 6553.6, "6553.6 does not fit into u16: 0 to 6553.5"},
        {of(u16, abcd, 0.1), 6553.5, "ffff"},
        {of(u16, abcd, -0.1), 1.0, "1 does not fit into u16: -6553.5 to 0"},
        {of(i16), i(32768), "32768 does not fit into i16: -32768 to 32767"},
        {of(i16), i(-32769), "-32769 does not fit into i16: -32768 to 32767"},
        {of(u32), i(4294967296), "4294967296 does not fit into u32: 0 to 4294967295"},
        {of(i32), 2147483648.0, "2147483648 does not fit into i32: -2147483648 to 2147483647"},
        {of(u64), i(-1), "-1 does not fit into u64: 0 to 18446744073709551616"},
        {of(u64), 18446744073709549568.0, "fffffffffffff800"},
        {of(u64), 18446744073709551616.0,
         "18446744073709551616 does not fit into u64: 0 to 18446744073709551616"},
        {of(i64), 9223372036854775808.0,
         "9223372036854775808 does not fit into i64: -9223372036854775808 to 9223372036854775808"},
        {of(i64), -9223372036854775808.0, "8000000000000000"},
        {of(u16), std::numeric_limits<double>::infinity(), "inf does not fit into u16: 0 to 65535"},
        {of(u16), std::nan(""), "nan does not fit into u16: 0 to 65535"},
        {of(f32), 1e39, "1e+39 does not fit into f32: -3.4028235e+38 to 3.4028235e+38"},
        {of(f32), std::nan(""), "nan does not fit into f32: -3.4028235e+38 to 3.4028235e+38"},
        {of(f64), std::numeric_limits<double>::infinity(),
         "inf does not fit into f64: -1.7976931348623157e+308 to 1.7976931348623157e+308"},
        {of(u16), value(), "null is no number"},
        {of(u16), std::string("fast"), "'fast' is no number"},
        {of(u16), std::string("12"), "000c"},
        {of(u16), true, "0001"},
        {of(u16), false, "0000"},
    };
    for (const auto& [as, from, expected] : table)
        EXPECT_EQ(encoded(as, from), expected);
}

TEST(modbus_coding, of_a_coil_is_true_or_false_or_a_word) {
    const auto bit_of = [](const coding& as, const value& from) {
        std::string why;
        const auto made = encode_bit(as, from, why);
        return made ? std::string(*made ? "1" : "0") : why;
    };
    const coding plain = of(bit);
    const coding valve = named(bit, {{0, "CLOSE"}, {1, "OPEN"}});
    EXPECT_EQ(bit_of(plain, true), "1");
    EXPECT_EQ(bit_of(plain, i(0)), "0");
    EXPECT_EQ(bit_of(plain, 1.0), "1");
    EXPECT_EQ(bit_of(plain, std::string("on")), "1");
    EXPECT_EQ(bit_of(plain, i(2)), "2 is neither 0 nor 1, true nor false");
    EXPECT_EQ(bit_of(plain, value()), "null is neither 0 nor 1, true nor false");
    EXPECT_EQ(bit_of(valve, std::string("OPEN")), "1");
    EXPECT_EQ(bit_of(valve, std::string("CLOSE")), "0");
    EXPECT_EQ(bit_of(valve, std::string("HALF")),
              "'HALF' is neither 0 nor 1, true nor false, and none of CLOSE, OPEN");
    value out;
    decode_bit(plain, true, out);
    EXPECT_EQ(test::show(out), "true");
    decode_bit(valve, false, out);
    EXPECT_EQ(test::show(out), "'CLOSE'");
}

// Every raw value of 16 bits comes back, whatever scale it went through.
TEST(modbus_coding, gives_back_what_it_was_given) {
    for (const double scale : {1.0, 0.1, 0.01, 0.001, 10.0, -0.1, 0.5, 1.0 / 3, 0.07}) {
        for (const double offset : {0.0, -40.0, 273.15, 0.001}) {
            const coding as = of(i16, badc, scale, offset);
            for (int raw = -32768; raw <= 32767; raw += 7) {
                std::string registers;
                append_byte(registers, static_cast<std::size_t>(raw));
                append_byte(registers, static_cast<std::size_t>(raw) >> 8U);
                value meaning;
                decode(as, registers, meaning);
                std::string why;
                ASSERT_EQ(encode(as, meaning, why), registers) << raw << " * " << scale << " + " << offset;
            }
        }
    }
}

}  // namespace
}  // namespace weir::modbus
