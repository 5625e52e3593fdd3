#include <gtest/gtest.h>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

namespace weir::test {
namespace {

using strings = std::vector<std::string>;

std::unique_ptr<framer> enclosed(std::string start, std::string end, const std::string& escape = "",
                                 std::int64_t max = 16) {
    const setting options =
        escape.empty()
            ? group({{"end", text(std::move(end))}, {"max", integer(max)}})
            : group({{"end", text(std::move(end))}, {"max", integer(max)}, {"escape", text(escape)}});
    return framer_of("start", text(std::move(start)), options);
}

TEST(start, takes_what_stands_between_its_marks) {
    const struct {
        const char* start;
        const char* end;
        const char* escape;
        std::string stream;
        strings expected;
    } table[] = {
        {"<", ">", "", "<a><bc>", {"<a>", "<bc>"}},
        {"<", ">", "", "junk<a>\r\n<b>more", {"<a>", "<b>"}},
        {"<", ">", "", "end of one><a>", {"<a>"}},
        {"<", ">", "", "<>", {"<>"}},
        {"<", ">", "", "<a", {}},
        {"<", ">", "", "<a<b>", {"incomplete <a>", "<b>"}},
        {"<", ">", "", "<<b>", {"<b>"}},
        {"<", ">", "\\", "<a\\>b>", {"<a>b>"}},
        {"<", ">", "\\", "<a\\<b>", {"<a<b>"}},
        {"<", ">", "\\", "<a\\\\>", {"<a\\>"}},
        {"<", ">", "\\", "<a\\xb>", {"<axb>"}},
        {"<<", ">>", "", "x<<a>b<c>>", {"<a>b<c>"}},
        {"<<", ">>", "\\", "<<a>\\>>>", {"<a>>>"}},
        {"<<", ">>", "\\", "<<a\\>>>", {"<a>>"}},
        {"aab", "baa", "", "aaabxbaa", {"<x>"}},
        {"\x10\x02", "\x10\x03", "\x10", "\x10\x02x\x10\x10\x03y\x10\x03", {"<x\x10\x03y>"}},
        {"\x10\x02", "\x10\x03", "\x10", "\x10\x02x\x10\x02y\x10\x03", {"incomplete <x>", "<y>"}},
        {"\x10\x02", "\x10\x03", "\x10", "\x10\x02\x02\x03\x10\x03", {"<\x02\x03>"}},
        {"\x02", "\x03", "\x10", "\x02x\x10\x03\x10\x10\x03", {"<x\x03\x10>"}},
    };
    for (const auto& [start, end, escape, stream, expected] : table) {
        EXPECT_EQ(frames_of(*enclosed(start, end, escape), {stream}, rejects::with_bytes), expected)
            << stream;
    }
}

// "<a\>>>" of ">>": the escaped one does not count as half of the end.
TEST(start, an_escaped_byte_is_no_part_of_a_mark) {
    EXPECT_EQ(frames_of(*enclosed("<", ">>", "\\"), {"<a\\>>x>>"}), strings{"<a>>x>"});
}

TEST(start, takes_any_bytes_as_marks) {
    const auto by = framer_of("start", list({integer(0xAA), integer(0)}),
                              group({{"end", list({integer(0xFF)})}, {"escape", list({integer(0xDB)})}}));
    EXPECT_EQ(frames_of(*by, {bytes("\xAA\0x\xDB\xFFy\xFF")}), strings{"<x\xFFy>"});
}

TEST(start, counts_a_frame_that_is_too_long_once) {
    const std::string just(16, 'x');
    const std::string far(1000, 'x');
    const struct {
        std::string stream;
        strings expected;
    } table[] = {
        {"<" + just + ">", {"<" + just + ">"}},
        {"<" + just + "x><y>", {"too_long <" + just + ">", "<y>"}},
        {"<" + far + "><y>", {"too_long <" + just + ">", "<y>"}},
        {"<" + far + "<y>", {"too_long <" + just + ">", "<y>"}},
        {"<" + far + "\\<\\><y>", {"too_long <" + just + ">", "<y>"}},
        {"<" + just + "xx<y>", {"incomplete <" + just + ">", "<y>"}},
    };
    for (const auto& [stream, expected] : table)
        EXPECT_EQ(frames_of(*enclosed("<", ">", "\\"), {stream}, rejects::with_bytes), expected) << stream;
}

TEST(start, counts_much_without_a_start_once) {
    const std::string junk(17, '-');
    EXPECT_EQ(frames_of(*enclosed("<", ">"), {junk.substr(1) + "<y>"}), strings{"<y>"});
    EXPECT_EQ(frames_of(*enclosed("<", ">"), {junk + junk + "<y>"}, rejects::with_bytes),
              (strings{"out_of_step <" + junk.substr(1) + ">", "<y>"}));
}

TEST(start, arrives_with_the_first_byte_of_its_start) {
    const auto by = enclosed("<<", ">>");
    by->feed("x<", at(1));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("<a>", at(2));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("><", at(3));
    EXPECT_EQ(by->next().frame.arrived, at(1));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("<b>>", at(4));
    EXPECT_EQ(by->next().frame.arrived, at(3));
}

TEST(start, forgets_what_is_unfinished) {
    const auto by = enclosed("<", ">");
    EXPECT_EQ(frames_of(*by, {"<a"}), strings{});
    by->reset();
    EXPECT_EQ(frames_of(*by, {"b><c>"}), strings{"<c>"});
}

TEST(start, refuses_marks_that_contradict_each_other) {
    const struct {
        const char* start;
        const char* end;
        const char* escape;
        std::string message;
    } table[] = {
        {"~", "~", "", "'start' and 'end' are the same"},
        {"<", ">", ">", "'end' holds the escape"},
        {"\\", ">", "\\", "'start' holds the escape"},
        {"\\\\", ">", "\\", "'start' holds the escape"},
        {"<", "a\\", "\\", "'end' holds the escape"},
        {"\xC2\xAA", ">", "", "'start' has characters that are several bytes in UTF-8"},
    };
    for (const auto& [start, end, escape, message] : table) {
        try {
            enclosed(start, end, escape);
            ADD_FAILURE() << message;
        } catch (const std::invalid_argument& error) {
            EXPECT_EQ(error.what(), message);
        }
    }
}

TEST(start, needs_no_more_memory_than_its_bound_says) {
    const std::string noise(4096, 'x');
    const auto by = enclosed("<", ">", "", 1024);
    const std::size_t before = allocated_bytes();
    for (int fed = 0; fed < 512; ++fed) {
        by->feed(fed == 256 ? std::string_view("<") : noise, at(0));
        while (by->next().what != framer::more) {
        }
    }
    EXPECT_LE(allocated_bytes() - before, 16384u);
}

}  // namespace
}  // namespace weir::test
