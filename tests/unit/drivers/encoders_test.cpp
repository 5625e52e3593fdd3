#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "drivers/encoder.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

namespace weir::test {
namespace {

std::unique_ptr<encoder> encoder_of(std::string_view name, setting argument = group({}),
                                    setting options = group({})) {
    problems found;
    auto made = make_encoder(use_of(encoders(), name, std::move(argument), std::move(options)), found);
    if (!made) throw std::invalid_argument(found.all().front().message);
    return made;
}

// What is sent for the text, or "error: ..." and why not.
std::string encoded(const encoder& by, std::string_view text) {
    std::string why;
    const auto made = by.encode({text, {}}, why);
    return made ? *made : "error: " + why;
}

// Of each length that matters to a stuffing, with and without what must be stuffed.
std::vector<std::string> contents() {
    std::vector<std::string> all{bytes("\0"), bytes("\0\0"), bytes("a\0"), bytes("\0a"),
                                 bytes("\xC0\xDB\xC0")};
    for (const std::size_t size : {1U, 253U, 254U, 255U, 508U, 509U, 2000U}) {
        all.emplace_back(size, 'x');
        all.push_back(std::string(size, 'x') + '\0');
        all.push_back(std::string(size, 'x') + "\xC0");
        std::string each_byte;
        for (std::size_t i = 0; i < size; ++i)
            each_byte.push_back(static_cast<char>(i % 256));
        all.push_back(each_byte);
    }
    return all;
}

TEST(stuffing_encoders, write_what_their_authors_do) {
    const auto cobs_made = encoder_of("cobs");
    const auto slip_made = encoder_of("slip");
    EXPECT_EQ(encoded(*cobs_made, bytes("\x11\x22\0\x33")), bytes("\x03\x11\x22\x02\x33\0"));
    EXPECT_EQ(encoded(*slip_made, "\x01\xC0\x02"), "\xC0\x01\xDB\xDC\x02\xC0");
    for (const std::string& content : contents()) {
        EXPECT_EQ(encoded(*cobs_made, content), cobs(content));
        EXPECT_EQ(encoded(*slip_made, content), slip(content));
    }
}

TEST(stuffing_encoders, are_undone_by_their_framers_with_each_checksum) {
    for (const char* name : {"cobs", "slip"}) {
        for (const component* seal : checksums()) {
            const auto by = encoder_of(name, group({}), group({{"checksum", sealed_by(seal->name)}}));
            for (const std::string& content : contents()) {
                const auto framer = framer_of(name, group({}), group({{"checksum", sealed_by(seal->name)}}));
                EXPECT_EQ(frames_of(*framer, {encoded(*by, content)}),
                          std::vector<std::string>{"<" + content + ">"})
                    << name << ' ' << seal->name;
            }
        }
    }
}

TEST(stuffing_encoders, refuse_an_empty_frame) {
    EXPECT_EQ(encoded(*encoder_of("cobs"), ""), "error: an empty frame is none");
    EXPECT_EQ(encoded(*encoder_of("slip"), ""), "error: an empty frame is none");
}

TEST(checksum_closing, writes_what_opening_takes) {
    for (const component* kind : checksums()) {
        for (const bool as_text : {false, true}) {
            for (const char* order : {"little", "big"}) {
                const checksum seal(sealed_by(
                    kind->name,
                    group({{"text", boolean(as_text)}, {"order", text(order)}, {"from", integer(1)}})));
                std::string sealed = "123456789";
                seal.close(sealed);
                EXPECT_EQ(sealed.size(), 9 + seal.size());
                EXPECT_EQ(seal.open(sealed), "123456789") << kind->name << order << as_text;
            }
        }
    }
}

TEST(checksum_closing, puts_the_separator_between) {
    const checksum seal(sealed_by("xor", group({{"text", boolean(true)}, {"separator", text("*")}})));
    std::string sealed = "GPGLL,5057.970,N,00146.110,E,142451,A";
    seal.close(sealed);
    EXPECT_EQ(sealed, "GPGLL,5057.970,N,00146.110,E,142451,A*27");
}

}  // namespace
}  // namespace weir::test
