#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

// Descriptions of structs that are wrong: where the error is.
namespace weir {
namespace {

using testing::HasSubstr;

// In flow style the fields begin at column 9 of line 8.
std::string errors_of(const std::string& fields) {
    const std::string text =
        "version: 1\nnode: {id: pi}\nmqtt: {url: 'mqtt://x'}\nsources:\n  a:\n    topic: t\n    decode: "
        "{binary: {fields: [\n"
        "        " +
        fields + "]}}\n";
    return parse_config(text, "f", all_catalogues()).errors;
}

void expect_error(const std::string& fields, int column, const std::string& message) {
    EXPECT_THAT(errors_of(fields), HasSubstr("f:8:" + std::to_string(column) + ": error: " + message))
        << fields;
}

TEST(broken_binary, has_its_place) {
    EXPECT_EQ(errors_of("{name: x, type: u8}"), "");
    expect_error("{name: x, type: u8}, {name: x, type: u8}", 37,
                 "field 'x' is named twice in sources.a.decode.binary");
    expect_error("{name: x, type: u8, bits: {a: 8}}", 39, "'a' goes up to bit 8 in sources.a.decode.binary");
    expect_error("{name: x, type: u8, enum: {off: 0}}", 36,
                 "expected an integer, got 'off' in sources.a.decode.binary");
    expect_error("{name: x, type: text}", 25, "text needs a 'size' in sources.a.decode.binary");
    expect_error("{name: x, type: u16, equals: 0x10000}", 38, "65536 does not fit into u16: 0 to 65535");
    expect_error("{type: u8}", 9, "missing key 'name' in sources.a.decode.binary");
    expect_error("{name: x}", 9, "missing key 'type' in sources.a.decode.binary.fields[1]");
    expect_error("{name: x, type: u12}", 25, "expected u8, i8, u16");
    expect_error("{name: x, type: u8, count: 65}", 36,
                 "expected 1 to 64, got 65 in sources.a.decode.binary.fields[1].count");
    expect_error("{name: x, type: u8, bits: {a: {size: 2}}}", 36, "missing key 'bit'");
}

}  // namespace
}  // namespace weir
