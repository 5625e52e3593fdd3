#include "config/scalar.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace weir {
namespace {

using namespace std::chrono_literals;

template <class T>
struct reading {
    std::string_view text;
    std::optional<T> value;
    std::string_view hint = {};
};

template <class T, std::size_t N>
void expect_all(std::optional<T> (*parse)(std::string_view, std::string&), const reading<T> (&table)[N]) {
    for (const reading<T>& each : table) {
        std::string hint;
        EXPECT_EQ(parse(each.text, hint), each.value) << "'" << each.text << "'";
        EXPECT_EQ(hint, each.hint) << "'" << each.text << "'";
    }
}

TEST(scalar, durations_have_a_unit) {
    expect_all<duration>(parse_duration, {
                                             {"500ms", 500ms},
                                             {"1.5s", 1500ms},
                                             {"5min", 5min},
                                             {"2h", 2h},
                                             {"7d", 168h},
                                             {"250us", 250us},
                                             {"0s", 0s},
                                             {".5s", 500ms},
                                             {"36525d", 24h * 36525},
                                             {"36526d", {}},
                                             {"1e3s", {}},
                                             {"5", {}, "the unit is missing: 5s or 5ms?"},
                                             {"5m", {}, "minutes are written 5min"},
                                             {"-5s", {}},
                                             {"5 s", {}},
                                             {"5S", {}},
                                             {"1.2.3s", {}},
                                             {"s", {}},
                                             {"", {}},
                                             {"99999999999999999999999999999d", {}},
                                         });
}

TEST(scalar, sizes_are_bytes_or_binary_multiples) {
    expect_all<std::int64_t>(parse_size, {
                                             {"512B", 512},
                                             {"512", 512},
                                             {"64KiB", 65536},
                                             {"256MiB", 256 * 1024 * 1024},
                                             {"1GiB", 1024 * 1024 * 1024},
                                             {"4294967295GiB", 4294967295LL << 30},
                                             {"4294967296", {}},
                                             {"0", 0},
                                             {"64K", {}, "the units are B, KiB, MiB and GiB"},
                                             {"64kB", {}, "the units are B, KiB, MiB and GiB"},
                                             {"1.5KiB", {}},
                                             {"-1B", {}},
                                             {"010", {}, "a leading 0 may mean octal: write 10"},
                                             {"", {}},
                                         });
}

TEST(scalar, integers_are_decimal_or_hexadecimal) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    expect_all<std::int64_t>(parse_integer, {
                                                {"0", 0},
                                                {"-17", -17},
                                                {"+17", 17},
                                                {"0x1F", 31},
                                                {"-0x10", -16},
                                                {"9223372036854775807", most},
                                                {"9223372036854775808", {}},
                                                {"-9223372036854775808", least},
                                                {"-9223372036854775809", {}},
                                                {"010", {}, "a leading 0 may mean octal: write 10"},
                                                {"-007", {}, "a leading 0 may mean octal: write 7"},
                                                {"00", {}, "a leading 0 may mean octal: write 0"},
                                                {"18x83", {}},
                                                {"1.0", {}},
                                                {"1_000", {}},
                                                {"0x", {}},
                                                {"--1", {}},
                                                {"", {}},
                                            });
}

TEST(scalar, numbers_are_finite_decimals) {
    expect_all<double>(parse_decimal, {
                                          {"1", 1.0},
                                          {"-1.5", -1.5},
                                          {"+2.5", 2.5},
                                          {"1e3", 1000.0},
                                          {".5", 0.5},
                                          {"0.5", 0.5},
                                          {"05", {}, "a leading 0 may mean octal: write 5"},
                                          {"nan", {}},
                                          {".inf", {}},
                                          {"-inf", {}},
                                          {"1e999", {}},
                                          {"1,5", {}},
                                          {"+-1", {}},
                                          {"0x10", {}},
                                          {"", {}},
                                      });
}

TEST(scalar, flags_are_true_or_false) {
    expect_all<bool>(parse_flag, {
                                     {"true", true},
                                     {"false", false},
                                     {"yes", {}, "write true"},
                                     {"On", {}, "write true"},
                                     {"True", {}, "write true"},
                                     {"1", {}, "write true"},
                                     {"no", {}, "write false"},
                                     {"OFF", {}, "write false"},
                                     {"0", {}, "write false"},
                                     {"maybe", {}},
                                     {"", {}},
                                 });
}

}  // namespace
}  // namespace weir
