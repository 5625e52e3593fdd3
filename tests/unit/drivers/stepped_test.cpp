#include <gtest/gtest.h>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

// fixed and length.
namespace weir::test {
namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

std::unique_ptr<framer> fixed(std::int64_t size, setting options = group({})) {
    return framer_of("fixed", integer(size), std::move(options));
}
std::unique_ptr<framer> length(setting argument, setting options = group({})) {
    return framer_of("length", std::move(argument), std::move(options));
}
strings all(framer& by, std::string_view stream) {
    return frames_of(by, {stream}, rejects::with_bytes);
}

const setting sync_ab = group({{"sync", text("AB")}});
const setting crc = group({{"checksum", sealed_by("crc16-x25")}});

TEST(fixed, cuts_by_count) {
    EXPECT_EQ(all(*fixed(3), "abcdefgh"), (strings{"<abc>", "<def>"}));
    EXPECT_EQ(all(*fixed(1), "ab"), (strings{"<a>", "<b>"}));
    EXPECT_EQ(all(*fixed(3), bytes("\0\0\0\xFF")), strings{bytes("<\0\0\0>")});
}

TEST(fixed, finds_its_sync_and_counts_what_was_skipped_once) {
    const struct {
        std::string stream;
        strings expected;
    } table[] = {
        {"AB12AB34", {"<AB12>", "<AB34>"}},
        {"2AB34AB56", {"out_of_step <2>", "<AB34>", "<AB56>"}},
        {"B12AB34", {"out_of_step <B12>", "<AB34>"}},
        {"AB12xyAB34", {"<AB12>", "out_of_step <xy>", "<AB34>"}},
        {"AB12AAB34", {"<AB12>", "out_of_step <A>", "<AB34>"}},
        {"AB12junkjunkjunkAB34", {"<AB12>", "out_of_step <junk>", "<AB34>"}},
        {"AB12junkjunkjunk", {"<AB12>", "out_of_step <junk>"}},
        {"AB1AB34AB56", {"<AB1A>", "out_of_step <B34>", "<AB56>"}},
        {"ABAB", {"<ABAB>"}},
    };
    for (const auto& [stream, expected] : table)
        EXPECT_EQ(all(*fixed(4, sync_ab), stream), expected) << stream;
}

TEST(fixed, takes_a_sync_of_any_bytes) {
    const setting numbers = group({{"sync", list({integer(0xAA), integer(0)})}});
    EXPECT_EQ(all(*fixed(3, numbers), bytes("x\xAA\0yz")), (strings{"out_of_step <x>", bytes("<\xAA\0y>")}));
}

TEST(fixed, falls_into_step_by_its_checksum) {
    const std::string one = with_crc16("one!");
    const std::string two = with_crc16("two!");
    EXPECT_EQ(all(*fixed(6, crc), one + two), (strings{"<one!>", "<two!>"}));
    EXPECT_EQ(all(*fixed(6, crc), one.substr(2) + two),
              (strings{"bad_checksum <" + one.substr(2) + ">", "<two!>"}));
    EXPECT_EQ(all(*fixed(6, crc), one.substr(0, 5) + two + one),
              (strings{"bad_checksum <" + one.substr(0, 5) + ">", "<two!>", "<one!>"}));
    EXPECT_EQ(all(*fixed(6, crc), one + std::string(100, 'x') + two),
              (strings{"<one!>", "bad_checksum <xxxxxx>", "<two!>"}));
}

TEST(fixed, begins_anew_behind_a_pause) {
    const auto by = fixed(4);
    strings found;
    feed(*by, "ab", at(0), found);
    EXPECT_EQ(by->due(), at(500));
    by->elapse(at(499));
    drain(*by, found);
    EXPECT_EQ(found, strings{});
    by->elapse(at(500));
    drain(*by, found, rejects::with_bytes);
    EXPECT_EQ(found, strings{"incomplete <ab>"});
    EXPECT_EQ(by->due(), never);
    feed(*by, "cdef", at(501), found);
    EXPECT_EQ(found.back(), "<cdef>");
    EXPECT_EQ(by->due(), never);
}

TEST(fixed, notices_a_pause_that_nobody_told_it_of) {
    const auto by = fixed(4, group({{"gap", time(50ms)}}));
    strings found;
    feed(*by, "ab", at(0), found, rejects::with_bytes);
    feed(*by, "c", at(49), found, rejects::with_bytes);
    feed(*by, "efgh", at(99), found, rejects::with_bytes);
    EXPECT_EQ(found, (strings{"incomplete <abc>", "<efgh>"}));
}

TEST(fixed, counts_anew_behind_a_pause) {
    const auto by = fixed(4, sync_ab);
    strings found;
    feed(*by, "noise", at(0), found);
    feed(*by, "noise", at(100), found);
    EXPECT_EQ(found, strings{"out_of_step"});
    feed(*by, "noise", at(1000), found);
    EXPECT_EQ(found, (strings{"out_of_step", "out_of_step"}));
}

TEST(fixed, reports_what_was_short_after_the_pause) {
    const auto by = fixed(4, sync_ab);
    strings found;
    feed(*by, "x", at(0), found);
    EXPECT_EQ(found, strings{});
    EXPECT_EQ(by->due(), at(500));
    by->elapse(at(500));
    drain(*by, found, rejects::with_bytes);
    EXPECT_EQ(found, strings{"out_of_step <x>"});
    EXPECT_EQ(by->due(), never);
}

TEST(fixed, arrives_with_its_first_byte_wherever_that_was_found) {
    const auto by = fixed(4, sync_ab);
    by->feed("xxA", at(1));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("B1", at(2));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("2AB34", at(3));
    const auto junk = by->next();
    EXPECT_EQ(junk.reason, reject::out_of_step);
    EXPECT_EQ(junk.frame.arrived, at(1));
    EXPECT_EQ(by->next().frame.arrived, at(1));
    EXPECT_EQ(by->next().frame.arrived, at(3));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("y", at(4));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("A", at(5));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("B56", at(6));
    EXPECT_EQ(by->next().frame.arrived, at(4));
    EXPECT_EQ(by->next().frame.arrived, at(5));
}

TEST(length, reads_its_field) {
    const auto field = [](std::int64_t offset, const char* size, const char* order, std::int64_t adjust) {
        return group({{"offset", integer(offset)},
                      {"size", text(size)},
                      {"order", text(order)},
                      {"adjust", integer(adjust)},
                      {"max", integer(32)}});
    };
    const struct {
        setting argument;
        std::string stream;
        strings expected;
    } table[] = {
        {field(0, "1", "big", 0), bytes("\x03xy\x01\x02z"), {"<\x03xy>", "<\x01>", "<\x02z>"}},
        {field(0, "1", "big", 1), bytes("\x02xy\x00\x01z"), {"<\x02xy>", bytes("<\0>"), "<\x01z>"}},
        {field(1, "1", "big", 2), bytes("a\x02xyb\x00"), {"<a\x02xy>", bytes("<b\0>")}},
        {field(1, "2", "big", 3), bytes("a\x00\x02xy"), {bytes("<a\x00\x02xy>")}},
        {field(1, "2", "little", 3), bytes("a\x02\x00xy"), {bytes("<a\x02\x00xy>")}},
        {field(0, "4", "little", 4), bytes("\x02\0\0\0xy"), {bytes("<\x02\0\0\0xy>")}},
        {field(0, "4", "big", 4), bytes("\0\0\0\x02xy"), {bytes("<\0\0\0\x02xy>")}},
        {field(0, "1", "big", -3), bytes("\x05x"), {"<\x05x>"}},
        {field(0, "1", "big", 0), bytes("\x00\x02z"), {bytes("bad_encoding <\0>"), "<\x02z>"}},
        {field(0, "1", "big", -9), bytes("\x05\x0Bz"), {"bad_encoding <\x05>", "<\x0Bz>"}},
        {field(0, "1", "big", 0), bytes("\x21\x02z"), {"too_long <\x21>", "<\x02z>"}},
        {field(0, "4", "big", 9), bytes("\xFF\xFF\xFF\xFF"), {}},
    };
    for (const auto& [argument, stream, expected] : table)
        EXPECT_EQ(all(*length(argument), stream), expected) << to_hex(stream);
}

// What UBX has: two bytes of sync, a class and an id, the payload's length, and a checksum.
TEST(length, falls_into_step_by_sync_and_checksum) {
    const setting argument = group({{"offset", integer(2)}, {"adjust", integer(5)}, {"max", integer(64)}});
    const setting both = group({{"sync", text("AB")}, {"checksum", sealed_by("crc16-x25")}});
    const std::string one = with_crc16("AB\x03one");
    const std::string two = with_crc16("AB\x04two!");
    EXPECT_EQ(all(*length(argument, both), one + two), (strings{"<AB\x03one>", "<AB\x04two!>"}));
    EXPECT_EQ(all(*length(argument, both), one.substr(3) + two + one),
              (strings{"out_of_step <" + one.substr(3) + ">", "<AB\x04two!>", "<AB\x03one>"}));
    std::string longer = one;
    longer[2] = '\x0A';  // its size is wrong: it reaches into the next
    EXPECT_EQ(all(*length(argument, both), longer + two + one),
              (strings{"bad_checksum <" + longer + ">", "<AB\x04two!>", "<AB\x03one>"}));
}

TEST(length, finds_behind_a_pause_what_a_wrong_length_hid) {
    const setting argument = group({{"adjust", integer(3)}, {"max", integer(64)}});
    const std::string good = with_crc16("\x03one");
    const auto by = length(argument, crc);
    strings found;
    feed(*by, "\x30" + good.substr(1) + good + good, at(0), found, rejects::with_bytes);
    EXPECT_EQ(found, strings{});
    by->elapse(by->due());
    drain(*by, found, rejects::with_bytes);
    EXPECT_EQ(found, (strings{"incomplete <\x30" + good.substr(1) + ">", "<\x03one>", "<\x03one>"}));
    EXPECT_EQ(by->due(), never);
}

TEST(stepped, forget_what_is_unfinished) {
    const auto by = fixed(4, sync_ab);
    EXPECT_EQ(all(*by, "xAB"), strings{});
    by->reset();
    EXPECT_EQ(by->due(), never);
    EXPECT_EQ(all(*by, "AB12"), strings{"<AB12>"});
}

TEST(stepped, refuse_what_contradicts_itself) {
    const struct {
        const char* name;
        setting argument;
        setting options;
        std::string message;
    } table[] = {
        {"fixed", integer(2), group({{"sync", text("AB")}, {"checksum", sealed_by("xor")}}),
         "its frames have no room for the sync and the checksum"},
        {"fixed", integer(9), group({{"sync", text("\xC2\xAA")}}),
         "'sync' has characters that are several bytes in UTF-8"},
        {"length", group({{"offset", integer(15)}, {"size", text("2")}, {"max", integer(16)}}), group({}),
         "the field at 'offset' lies behind the longest frame"},
    };
    for (const auto& [name, argument, options, message] : table) {
        problems found;
        EXPECT_EQ(make_framer(use_of(framers(), name, argument, options), found), nullptr);
        ASSERT_FALSE(found.empty());
        EXPECT_EQ(found.all().front().message, message);
    }
}

TEST(stepped, need_no_more_memory_than_their_bound_says) {
    const std::string noise(4096, '\x7F');
    const auto by = length(group({{"max", integer(1024)}}), crc);
    const std::size_t before = allocated_bytes();
    for (int fed = 0; fed < 64; ++fed) {
        by->feed(noise, at(fed));
        for (auto one = by->next(); one.what != framer::more; one = by->next())
            EXPECT_EQ(one.what, framer::bad);
    }
    EXPECT_LE(allocated_bytes() - before, 8192u);
}

}  // namespace
}  // namespace weir::test
