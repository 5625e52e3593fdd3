#include <gtest/gtest.h>

#include "tests/support/binary_fields.hpp"

namespace weir::test {
namespace {

using binary::purpose;

setting with_bits(setting bits, std::string type = "u8", keys more = {}) {
    more.emplace_back("bits", std::move(bits));
    return entry("", std::move(type), std::move(more));
}

setting part(std::int64_t bit, std::int64_t size, keys more = {}) {
    more.emplace_back("bit", integer(bit));
    more.emplace_back("size", integer(size));
    return group(more);
}

TEST(binary_layout, says_what_is_wrong) {
    const setting three = integer(3);
    const setting some = group({{"a", integer(0)}});
    const struct {
        setting::list description;
        std::string_view expected;
    } table[] = {
        {{entry("a", "u8"), entry("a", "u8")}, "field 'a' is named twice"},
        {{entry("a", "u8", {{"count", three}}), entry("a.1", "u8")}, "field 'a.1' is named twice"},
        {{entry("a", "u8"), with_bits(some)}, "field 'a' is named twice"},
        {{entry("a b", "u8")}, "bad name 'a b'"},
        {{with_bits(group({{"{a}", three}}))}, "bad name '{a}'"},
        {{entry("", "u8")}, "missing key 'name'"},
        {{padding(4)}, "there is no field"},
        {{entry("", "u8", {{"equals", three}})}, "there is no field"},
        {{group({{"skip", three}, {"type", text("u8")}}), entry("a", "u8")}, "'type' beside 'skip'"},
        {{entry("a", "text")}, "text needs a 'size'"},
        {{entry("a", "hex")}, "hex needs a 'size'"},
        {{entry("a", "u16", {{"size", three}})}, "'size' is for text and hex"},
        {{entry("a", "text", {{"size", three}, {"scale", number(2)}})}, "'scale' is not for text"},
        {{entry("a", "bool", {{"order", text("big")}})}, "'order' is not for bool"},
        {{entry("a", "f32", {{"enum", words({{"0", "off"}})}})}, "'enum' is for integers"},
        {{entry("a", "u8", {{"scale", number(0)}})}, "a scale of 0 leaves nothing of the value"},
        {{entry("a", "u8", {{"scale", number(2)}, {"enum", words({{"0", "off"}})}})},
         "'scale' beside 'enum'"},
        {{entry("a", "u8", {{"enum", words({{"off", "0"}})}})}, "expected an integer, got 'off'"},
        {{entry("a", "u8", {{"enum", words({{"1.0", "x"}})}})}, "expected an integer, got '1.0'"},
        {{entry("a", "u8", {{"enum", words({{"010", "x"}})}})}, "expected an integer, got '010'"},
        {{entry("a", "u8", {{"enum", words({{"256", "x"}})}})}, "'256' cannot be read there"},
        {{entry("a", "i24", {{"enum", words({{"-8388609", "x"}})}})}, "'-8388609' cannot be read there"},
        {{entry("a", "u8", {{"enum", words({{"16", "x"}, {"0x10", "y"}})}})}, "'0x10' stands there twice"},
        {{with_bits(group({{"a", integer(8)}}))}, "'a' goes up to bit 8"},
        {{with_bits(group({{"a", part(23, 2)}}), "u24")}, "'a' goes up to bit 24"},
        {{with_bits(group({{"a", part(0, 2, {{"enum", words({{"4", "x"}})}})}}))},
         "'4' cannot be read there"},
        {{with_bits(group({{"a", group({{"bit", three}, {"scale", number(2)}})}}))},
         "'scale' needs a 'size'"},
        {{with_bits(some, "f32")}, "'bits' is for integers"},
        {{with_bits(some, "u8", {{"count", three}})}, "'count' beside 'bits'"},
        {{with_bits(some, "u8", {{"equals", three}})}, "'equals' beside 'bits'"},
        {{entry("", "u8", {{"equals", integer(256)}}), entry("a", "u8")},
         "256 does not fit into u8: 0 to 255"},
        {{entry("", "u8", {{"equals", three}, {"count", three}}), entry("a", "u8")},
         "'count' beside 'equals'"},
        {{padding(4090), entry("a", "u64")}, "the fields are 4098 bytes"},
        {{entry("a", "u64", {{"at", integer(4095)}})}, "the fields are 4103 bytes"},
    };
    for (const auto& [description, expected] : table)
        EXPECT_EQ(complaints(fields(description), purpose::reading), expected);
}

TEST(binary_layout, has_at_most_256_fields) {
    const auto array = [](const std::string& name, std::int64_t count) {
        return entry(name, "u8", {{"count", integer(count)}});
    };
    const setting::list all{array("a", 64), array("b", 64), array("c", 64), array("d", 64)};
    EXPECT_EQ(complaints(fields(all), purpose::writing), "");
    setting::list more = all;
    more.insert(more.end(), {array("e", 64), array("f", 64)});
    EXPECT_EQ(complaints(fields(more), purpose::writing), "more than 256 fields");
}

TEST(binary_layout, may_be_as_long_as_a_frame) {
    EXPECT_EQ(layout_of(fields({entry("a", "u64", {{"at", integer(4088)}})})).size, 4096u);
    EXPECT_EQ(layout_of(fields({entry("a", "u8"), padding(4095)})).size, 4096u);
    EXPECT_EQ(
        layout_of(fields({entry("a", "u64", {{"at", integer(8)}}), entry("b", "u8", {{"at", integer(0)}})}))
            .size,
        16u);
}

TEST(binary_layout, lets_fields_overlap_that_are_only_read) {
    const std::string_view overlap = "these bits belong to another field already";
    const setting::list table[] = {
        {entry("a", "u16"), entry("b", "u8", {{"at", integer(1)}})},
        {entry("a", "text", {{"size", integer(4)}}), entry("b", "u8", {{"at", integer(3)}})},
        {entry("", "u16", {{"equals", integer(1)}}), entry("b", "u8", {{"at", integer(0)}})},
        {with_bits(group({{"a", integer(1)}, {"b", part(0, 2)}}))},
        {with_bits(group({{"a", integer(8)}}), "u16", {{"order", text("big")}}),
         entry("b", "u8", {{"at", integer(0)}})},
    };
    for (const setting::list& description : table) {
        EXPECT_EQ(complaints(fields(description), purpose::reading), "");
        EXPECT_EQ(complaints(fields(description), purpose::writing), overlap);
    }
    const setting::list apart[] = {
        {with_bits(group({{"a", integer(2)}, {"b", part(0, 2)}}))},
        {with_bits(group({{"a", integer(8)}}), "u16", {{"order", text("big")}}),
         entry("b", "u8", {{"at", integer(1)}})},
        {with_bits(group({{"a", integer(0)}})),
         with_bits(group({{"b", integer(1)}}), "u8", {{"at", integer(0)}})},
    };
    for (const setting::list& description : apart)
        EXPECT_EQ(complaints(fields(description), purpose::writing), "");
}

TEST(binary_layout, writes_a_word_in_one_way) {
    const setting twice =
        fields({entry("a", "u8", {{"enum", words({{"0", "off"}, {"1", "on"}, {"2", "on"}})}})});
    EXPECT_EQ(complaints(twice, purpose::reading), "");
    EXPECT_EQ(complaints(twice, purpose::writing), "'on' stands for two values");
}

}  // namespace
}  // namespace weir::test
