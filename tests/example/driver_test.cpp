#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

namespace weir::test {
namespace {

using testing::HasSubstr;

std::string content_of(const char* file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(drivers_page, has_a_decoder_that_its_configuration_finds) {
    const load_result loaded = load_config(EXAMPLE, all_catalogues());
    ASSERT_EQ(loaded.errors, "");
    problems found;
    const auto made = make_decoder(loaded.settings->sources.at(0).decode, found);
    ASSERT_TRUE(made);
    EXPECT_EQ(decode(*made, "\x12\x34"), "value=12.34");
    EXPECT_EQ(decode(*made, "\xFF\x01\x50"), "value=-1.5");
    EXPECT_EQ(decode(*made, "\xFF"), "bad_syntax");
    EXPECT_EQ(decode(*made, "\x1A"), "bad_number");
    EXPECT_EQ(decode(*made, "0123456789"), "bad_number");
}

TEST(drivers_page, shows_the_error_of_its_own_option) {
    std::string text = content_of(EXAMPLE);
    text.replace(text.find("decimals: 2"), 11, "decimals: 12");
    const std::string errors = parse_config(text, "bcd.yaml", all_catalogues()).errors;
    const std::string first = errors.substr(0, errors.find('\n'));
    EXPECT_THAT(content_of(WEIR_SOURCE_DIR "/docs/drivers.md"), HasSubstr("\n" + first + "\n"));
}

TEST(drivers_page, has_a_decoder_that_wants_the_port_to_name_its_frames) {
    std::string text = content_of(EXAMPLE);
    text.replace(text.find(", frame: { idle: 20ms }"), 23, "");
    EXPECT_THAT(parse_config(text, "bcd.yaml", all_catalogues()).errors,
                HasSubstr("'bcd' needs a 'frame' of port 'meter' in sources.panel.decode"));
}

}  // namespace
}  // namespace weir::test
