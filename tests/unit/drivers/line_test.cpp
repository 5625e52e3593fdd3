#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

using strings = std::vector<std::string>;

strings frames(std::string_view stream, setting argument = group({})) {
    return frames_of(*framer_of(std::move(argument)), {stream});
}

setting delimited(std::string delimiter, std::int64_t max = 16) {
    return group({{"delimiter", text(std::move(delimiter))}, {"max", integer(max)}});
}

TEST(line, ends_with_lf_or_crlf_and_empty_lines_are_no_frames) {
    const struct {
        std::string_view stream;
        strings expected;
    } table[] = {
        {"", {}},
        {"a", {}},
        {"a\n", {"<a>"}},
        {"a\nbc\n", {"<a>", "<bc>"}},
        {"a\r\nb\n", {"<a>", "<b>"}},
        {"\n\r\n\n", {}},
        {"\n\na\n\n", {"<a>"}},
        {"a\rb\n", {"<a\rb>"}},
        {"a\r\r\n", {"<a\r>"}},
        {std::string_view("\0\xff\n", 3), {std::string("<\0\xff>", 4)}},
        {"a\nunfinished", {"<a>"}},
    };
    for (const auto& [stream, expected] : table)
        EXPECT_EQ(frames(stream), expected) << stream;
}

TEST(line, takes_any_delimiter_to_the_letter) {
    const struct {
        std::string_view delimiter;
        std::string_view stream;
        strings expected;
    } table[] = {
        {"\r", "a\rb\r\nc\r", {"<a>", "<b>", "<\nc>"}},
        {";", ";;a;", {"<>", "<>", "<a>"}},
        {"\n", "a\r\n\n", {"<a\r>", "<>"}},
        {"ab", "1ab2aab3abab", {"<1>", "<2a>", "<3>", "<>"}},
        {"aab", "aaab", {"<a>"}},
        {"12345678", "x12345678y1234567", {"<x>"}},
    };
    for (const auto& [delimiter, stream, expected] : table) {
        EXPECT_EQ(frames(stream, delimited(std::string(delimiter))), expected)
            << delimiter << " in " << stream;
    }
}

TEST(line, counts_a_frame_that_is_too_long_once_and_takes_the_next) {
    const std::string just(16, 'x');
    const std::string over(17, 'x');
    const setting max = group({{"max", integer(16)}});
    const strings good{"<" + just + ">", "<a>"};
    const strings bad{"too_long", "<a>"};
    EXPECT_EQ(frames(just + "\na\n", max), good);
    EXPECT_EQ(frames(just + "\r\na\n", max), good);
    EXPECT_EQ(frames(over + "\na\n", max), bad);
    EXPECT_EQ(frames(over + "\r\na\n", max), bad);
    EXPECT_EQ(frames(std::string(1000, 'x') + "\na\n", max), bad);
    EXPECT_EQ(frames(just + "--a--", delimited("--")), good);
    EXPECT_EQ(frames(over + "--a--", delimited("--")), bad);
    EXPECT_EQ(frames(over + "\n" + over + "\n", max), (strings{"too_long", "too_long"}));
    EXPECT_EQ(frames(std::string(1000, 'x'), max), strings{"too_long"});
}

TEST(line, the_bound_is_4_kib_when_nothing_is_said) {
    EXPECT_EQ(frames(std::string(4096, 'x') + "\n").at(0).size(), 4096u + 2);
    EXPECT_EQ(frames(std::string(4097, 'x') + "\n"), strings{"too_long"});
}

TEST(line, gives_the_same_frames_however_the_stream_is_cut) {
    const std::string just(16, 'x');
    const std::string over(40, 'y');
    const struct {
        std::string stream;
        setting argument;
    } table[] = {
        {"a\r\n\nbc\n" + just + "\r\n" + over + "\nd\n\r\n" + over + "\r\r\n" + just + "x\n" + just + "\ne",
         group({{"max", integer(16)}})},
        {"a--" + just + "--" + over + "----b-" + just + "---c--", delimited("--")},
        {"aabaaab" + over + "aaab" + just + "aab" + just + "aaaba", delimited("aab")},
        {just + just + just + "12345678" + just + "12345678" + "1234567812345677", delimited("12345678")},
    };
    for (const auto& [stream, argument] : table) {
        const strings expected = frames(stream, argument);
        ASSERT_GE(expected.size(), 2u);
        for (std::size_t first = 0; first <= stream.size(); ++first) {
            for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, stream.size()}) {
                EXPECT_EQ(frames_of(*framer_of(argument), chunked(stream, first, size)), expected)
                    << stream << " cut at " << first << " and then each " << size;
            }
        }
    }
}

TEST(line, arrives_with_its_first_byte) {
    const auto by = framer_of();
    by->feed("one\ntw", at(1));
    EXPECT_EQ(by->next().frame.arrived, at(1));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("o\r", at(2));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("\nthree\n\r", at(3));
    EXPECT_EQ(by->next().frame.arrived, at(1));
    EXPECT_EQ(by->next().frame.arrived, at(3));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("\n\nfour\n", at(4));
    const auto four = by->next();
    EXPECT_EQ(four.frame.bytes, "four");
    EXPECT_EQ(four.frame.arrived, at(4));
}

TEST(line, is_a_view_of_the_fed_bytes_when_it_lies_whole_in_them) {
    const auto by = framer_of();
    const std::string fed = "one\ntwo\n";
    by->feed(fed, at(0));
    EXPECT_EQ(by->next().frame.bytes.data(), fed.data());
    EXPECT_EQ(by->next().frame.bytes.data(), fed.data() + 4);
}

TEST(line, forgets_what_is_unfinished) {
    const auto by = framer_of(group({{"max", integer(16)}}));
    EXPECT_EQ(frames_of(*by, {"half"}), strings{});
    by->reset();
    EXPECT_EQ(frames_of(*by, {"a\n"}), strings{"<a>"});
    EXPECT_EQ(frames_of(*by, {std::string_view("twenty bytes of noise")}), strings{"too_long"});
    by->reset();
    EXPECT_EQ(frames_of(*by, {"a\n"}), strings{"<a>"});
}

TEST(line, needs_no_more_memory_than_its_bound_says) {
    const std::string noise(4096, '\xff');
    const auto by = framer_of(group({{"max", integer(1024)}}));
    const std::size_t before = allocated_bytes();
    std::size_t rejects = 0;
    for (int fed = 0; fed < 256; ++fed) {  // 1 MiB
        by->feed(noise, at(0));
        for (auto one = by->next(); one.what != framer::more; one = by->next())
            ++rejects;
    }
    for (int line = 0; line < 1000; ++line) {
        by->feed("first half, ", at(0));
        EXPECT_EQ(by->next().what, framer::more);
        by->feed("second half\n", at(0));
        EXPECT_EQ(by->next().what, line == 0 ? framer::more : framer::complete);
    }
    EXPECT_LE(allocated_bytes() - before, 2048u);
    EXPECT_EQ(rejects, 1u);
}

}  // namespace
}  // namespace weir::test
