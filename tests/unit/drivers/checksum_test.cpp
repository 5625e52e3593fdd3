#include <gtest/gtest.h>

#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

namespace weir::test {
namespace {

const std::string digits = "123456789";

checksum made(std::string_view name, setting argument = group({})) {
    return checksum(sealed_by(name, std::move(argument)));
}

std::string opened(const checksum& seal, std::string_view frame) {
    const std::vector<char> exact(frame.begin(), frame.end());
    const auto content = seal.open({exact.data(), exact.size()});
    return content ? std::string(*content) : "refused";
}

// The check values of the catalogue of parametrised CRC algorithms, as they come on the line.
TEST(checksum, has_the_catalogues_check_value) {
    const struct {
        std::string_view name;
        std::string bytes;
    } table[] = {
        {"xor", "\x31"},
        {"sum", "\xDD"},
        {"crc8", "\xF4"},
        {"crc16-modbus", "\x37\x4B"},
        {"crc16-ccitt", "\x29\xB1"},
        {"crc16-x25", "\x6E\x90"},
        {"crc16-kermit", "\x89\x21"},
        {"crc16-xmodem", "\x31\xC3"},
        {"crc32", "\x26\x39\xF4\xCB"},
    };
    EXPECT_EQ(std::size(table), checksums().size());
    for (const auto& [name, bytes] : table) {
        const checksum seal = made(name);
        EXPECT_EQ(seal.size(), bytes.size()) << name;
        EXPECT_EQ(opened(seal, digits + bytes), digits) << name;
        for (std::size_t i = 0; i < digits.size() + bytes.size(); ++i) {
            std::string broken = digits + bytes;
            broken[i] = static_cast<char>(broken[i] ^ 0x10);
            EXPECT_EQ(opened(seal, broken), "refused") << name << " at " << i;
        }
    }
}

TEST(checksum, may_come_in_the_other_order) {
    EXPECT_EQ(opened(made("crc16-modbus", group({{"order", text("big")}})), digits + "\x4B\x37"), digits);
    EXPECT_EQ(opened(made("crc16-ccitt", group({{"order", text("little")}})), digits + "\xB1\x29"), digits);
    EXPECT_EQ(opened(made("crc32", group({{"order", text("big")}})), digits + "\xCB\xF4\x39\x26"), digits);
}

TEST(checksum, may_be_written_as_digits) {
    const struct {
        std::string_view name;
        setting argument;
        std::string frame;
        std::string content;
    } table[] = {
        {"xor", group({{"text", boolean(true)}}), "12345678931", digits},
        {"xor", group({{"text", boolean(true)}, {"separator", text("*")}}), "123456789*31", digits},
        {"xor", group({{"text", boolean(true)}, {"separator", text("*")}, {"from", integer(1)}}),
         "$123456789*31", "$123456789"},
        {"sum", group({{"text", boolean(true)}}), "123456789Dd", digits},
        {"crc16-modbus", group({{"text", boolean(true)}}), "1234567894b37", digits},
        {"crc16-modbus", group({{"text", boolean(true)}, {"order", text("little")}}), "123456789374B",
         digits},
        {"crc32", group({{"text", boolean(true)}, {"separator", text("#")}}), "123456789#CBF43926", digits},
        {"xor", group({{"text", boolean(true)}}), "00", ""},
        {"xor", group({{"text", boolean(true)}}), "1234567893G", "refused"},
        {"xor", group({{"text", boolean(true)}}), "1234567893 ", "refused"},
        {"xor", group({{"text", boolean(true)}, {"separator", text("*")}}), "12345678931", "refused"},
        {"xor", group({{"text", boolean(true)}, {"separator", text("*")}}), "31", "refused"},
    };
    for (const auto& [name, argument, frame, content] : table)
        EXPECT_EQ(opened(made(name, argument), frame), content) << name << " " << frame;
}

TEST(checksum, leaves_out_what_comes_before_it) {
    const checksum seal = made("crc8", group({{"from", integer(3)}}));
    EXPECT_EQ(opened(seal, "abc123456789\xF4"), "abc123456789");
    EXPECT_EQ(opened(seal, bytes("abc\0")), "abc");
    EXPECT_EQ(opened(seal, bytes("ab\0")), "refused");
}

TEST(checksum, refuses_what_is_too_short_for_one) {
    for (const component* each : checksums()) {
        const checksum seal = made(each->name);
        for (std::size_t size = 0; size < seal.size(); ++size)
            EXPECT_EQ(opened(seal, std::string(size, '\0')), "refused") << each->name;
    }
}

TEST(checksum, is_removed_from_a_frame_or_refuses_it) {
    const struct {
        setting argument;
        setting options;
        std::string_view stream;
        std::vector<std::string> expected;
    } table[] = {
        {group({}),
         group({{"checksum", sealed_by("xor", group({{"text", boolean(true)}}))}}),
         "12345678931\r\n12345678930\n1\n",
         {"<123456789>", "bad_checksum <12345678930>", "bad_checksum <1>"}},
        {group({{"delimiter", text(";")}}),
         group({{"checksum", sealed_by("sum")}}),
         "123456789\xDD;;x;",
         {"<123456789>", "bad_checksum <>", "bad_checksum <x>"}},
    };
    for (const auto& [argument, options, stream, expected] : table)
        EXPECT_EQ(frames_of(*framer_of("line", argument, options), {stream}, rejects::with_bytes), expected);
}

}  // namespace
}  // namespace weir::test
