#include <gtest/gtest.h>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

// cobs and slip.
namespace weir::test {
namespace {

using strings = std::vector<std::string>;

setting max_of(std::int64_t max) {
    return group({{"max", integer(max)}});
}
strings cobs_frames(std::string_view stream) {
    return frames_of(*framer_of("cobs", max_of(16)), {stream}, rejects::with_bytes);
}
strings slip_frames(std::string_view stream) {
    return frames_of(*framer_of("slip", max_of(16)), {stream}, rejects::with_bytes);
}

// The examples of Cheshire and Baker, and of the article on COBS that everybody reads.
TEST(cobs, undoes_the_stuffing) {
    const struct {
        std::string stream;
        strings expected;
    } table[] = {
        {bytes("\x01\x00"), {"<>"}},
        {bytes("\x01\x01\x00"), {bytes("<\0>")}},
        {bytes("\x01\x01\x01\x00"), {bytes("<\0\0>")}},
        {bytes("\x03\x11\x22\x02\x33\x00"), {bytes("<\x11\x22\0\x33>")}},
        {bytes("\x05\x11\x22\x33\x44\x00"), {bytes("<\x11\x22\x33\x44>")}},
        {bytes("\x02\x11\x01\x01\x01\x00"), {bytes("<\x11\0\0\0>")}},
        {bytes("\x00\x00\x02x\x00\x00\x02y\x00"), {"<x>", "<y>"}},
        {bytes("\x02x"), {}},
        {bytes("\x03x\x00\x02y\x00"), {bytes("bad_encoding <\x03x>"), "<y>"}},
        {bytes("\xFFx\x00\x02y\x00"), {bytes("bad_encoding <\xFFx>"), "<y>"}},
        {bytes("garbage\x00\x02y\x00"), {"bad_encoding <garbage>", "<y>"}},
    };
    for (const auto& [stream, expected] : table)
        EXPECT_EQ(cobs_frames(stream), expected) << to_hex(stream);
}

TEST(cobs, undoes_the_stuffing_of_every_length) {
    for (const char filling : {'x', '\0'}) {
        for (std::size_t size = 0; size < 1100; ++size) {
            std::string content(size, filling);
            if (size > 3) content[3] = '\0';
            const std::string stream = cobs(content);
            EXPECT_EQ(stream.find('\0'), stream.size() - 1);
            EXPECT_EQ(frames_of(*framer_of("cobs", max_of(1100)), {stream}), strings{"<" + content + ">"})
                << size;
        }
    }
}

TEST(cobs, counts_a_frame_that_is_too_long_once) {
    const std::string just(16, 'x');
    const std::string over(17, 'x');
    const std::string far(1000, 'x');
    EXPECT_EQ(cobs_frames(cobs(just)), strings{"<" + just + ">"});
    EXPECT_EQ(cobs_frames(cobs(over) + cobs("y")), (strings{"too_long <\x12" + just + ">", "<y>"}));
    EXPECT_EQ(cobs_frames(cobs(far) + cobs("y")), (strings{"too_long <\xFF" + just + ">", "<y>"}));
}

TEST(slip, undoes_the_escapes) {
    const struct {
        std::string stream;
        strings expected;
    } table[] = {
        {"\xC0", {}},
        {"\xC0\xC0\xC0", {}},
        {"ab\xC0", {"<ab>"}},
        {"\xC0x\xC0\xC0y\xC0", {"<x>", "<y>"}},
        {"x\xC0y\xC0", {"<x>", "<y>"}},
        {"\xDB\xDC\xC0", {"<\xC0>"}},
        {"\xDB\xDD\xC0", {"<\xDB>"}},
        {"a\xDB\xDC\xDB\xDD\xDC\xDD\xC0", {"<a\xC0\xDB\xDC\xDD>"}},
        {"a\xDB\xC0y\xC0", {"bad_encoding <a\xDB>", "<y>"}},
        {"a\xDBx\xC0y\xC0", {"bad_encoding <a\xDBx>", "<y>"}},
        {bytes("\0\xC0"), {bytes("<\0>")}},
    };
    for (const auto& [stream, expected] : table)
        EXPECT_EQ(slip_frames(stream), expected) << to_hex(stream);
}

TEST(slip, counts_a_frame_that_is_too_long_once) {
    const std::string just(16, '\xC0');
    const std::string over(17, 'x');
    EXPECT_EQ(slip_frames(slip(just)), strings{"<" + just + ">"});
    EXPECT_EQ(slip_frames(over + slip("y")), (strings{"too_long <" + over + ">", "<y>"}));
    EXPECT_EQ(slip_frames(std::string(1000, 'x') + slip("y")),
              (strings{"too_long <" + std::string(32, 'x') + ">", "<y>"}));
}

TEST(stuffed, need_no_more_memory_than_their_bound_says) {
    const std::string noise(4096, '\xFE');
    for (const char* name : {"cobs", "slip"}) {
        const auto by = framer_of(name, max_of(1024));
        strings found;
        const std::size_t before = allocated_bytes();
        for (int fed = 0; fed < 256; ++fed) {
            by->feed(noise, at(0));
            for (auto one = by->next(); one.what != framer::more; one = by->next())
                EXPECT_EQ(one.reason, reject::too_long);
        }
        EXPECT_LE(allocated_bytes() - before, 8192u) << name;
    }
}

}  // namespace
}  // namespace weir::test
