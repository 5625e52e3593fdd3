#include <gtest/gtest.h>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

std::unique_ptr<framer> idle(std::int64_t max = 16, const setting& more = {}) {
    return framer_of(
        "idle", time(20ms),
        more.present() ? group({{"max", integer(max)}, {"checksum", more}}) : group({{"max", integer(max)}}));
}

// What arrives when; an empty text is the loop that looks whether anything is due.
strings play(framer& by, const std::vector<std::pair<std::int64_t, std::string>>& script) {
    strings found;
    for (const auto& [time, bytes] : script) {
        if (bytes.empty()) {
            by.elapse(at(time));
            drain(by, found, rejects::with_bytes);
        } else {
            feed(by, bytes, at(time), found, rejects::with_bytes);
        }
    }
    return found;
}

TEST(idle, ends_a_frame_after_a_pause) {
    EXPECT_EQ(play(*idle(), {{0, "a"}}), strings{});
    EXPECT_EQ(play(*idle(), {{0, "a"}, {19, ""}}), strings{});
    EXPECT_EQ(play(*idle(), {{0, "a"}, {20, ""}}), strings{"<a>"});
    EXPECT_EQ(play(*idle(), {{0, "a"}, {19, "b"}, {38, "c"}, {58, ""}}), strings{"<abc>"});
    EXPECT_EQ(play(*idle(), {{0, "a"}, {20, ""}, {21, "b"}, {41, ""}}), (strings{"<a>", "<b>"}));
    EXPECT_EQ(play(*idle(), {{0, "a"}, {20, ""}, {40, ""}, {60, ""}}), strings{"<a>"});
}

TEST(idle, notices_a_pause_that_nobody_told_it_of) {
    EXPECT_EQ(play(*idle(), {{0, "a"}, {20, "b"}, {100, "c"}}), (strings{"<a>", "<b>"}));
}

TEST(idle, is_due_when_a_frame_ends) {
    const auto by = idle();
    strings found;
    EXPECT_EQ(by->due(), never);
    feed(*by, "a", at(1), found);
    EXPECT_EQ(by->due(), at(21));
    feed(*by, "b", at(7), found);
    EXPECT_EQ(by->due(), at(27));
    by->elapse(at(27));
    drain(*by, found);
    EXPECT_EQ(by->due(), never);
    EXPECT_EQ(found, strings{"<ab>"});
}

TEST(idle, counts_a_frame_that_is_too_long_once) {
    const std::string just(16, 'x');
    EXPECT_EQ(play(*idle(), {{0, just}, {20, ""}}), strings{"<" + just + ">"});
    EXPECT_EQ(play(*idle(), {{0, just}, {1, "y"}, {2, just}, {22, ""}, {30, "z"}, {50, ""}}),
              (strings{"too_long <" + just + ">", "<z>"}));
    EXPECT_EQ(play(*idle(), {{0, std::string(1000, 'x')}, {10, "y"}, {100, "z"}, {120, ""}}),
              (strings{"too_long <" + just + ">", "<z>"}));
}

TEST(idle, arrives_with_its_first_byte) {
    const auto by = idle();
    strings found;
    feed(*by, "a", at(3), found);
    feed(*by, "b", at(9), found);
    by->elapse(at(29));
    EXPECT_EQ(by->next().frame.arrived, at(3));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("c", at(30));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed("d", at(60));
    EXPECT_EQ(by->next().frame.arrived, at(30));
    EXPECT_EQ(by->next().what, framer::more);
    by->elapse(at(80));
    EXPECT_EQ(by->next().frame.arrived, at(60));
}

TEST(idle, forgets_what_is_unfinished) {
    const auto by = idle();
    EXPECT_EQ(play(*by, {{0, "a"}}), strings{});
    by->reset();
    EXPECT_EQ(by->due(), never);
    EXPECT_EQ(play(*by, {{1, "b"}, {21, ""}}), strings{"<b>"});
}

TEST(idle, may_have_a_checksum) {
    const auto by = idle(16, sealed_by("xor"));
    EXPECT_EQ(play(*by, {{0, "aa"}, {20, ""}, {30, "ab"}, {50, ""}, {60, "bb"}, {80, ""}}),
              (strings{"<a>", "bad_checksum <ab>", "<b>"}));
    EXPECT_EQ(by->due(), never);
}

TEST(idle, needs_no_more_memory_than_its_bound_says) {
    const std::string noise(4096, 'x');
    const auto by = idle(1024);
    const std::size_t before = allocated_bytes();
    for (int fed = 0; fed < 256; ++fed) {
        by->feed(noise, at(fed));
        while (by->next().what != framer::more) {
        }
    }
    EXPECT_LE(allocated_bytes() - before, 2048u);
}

}  // namespace
}  // namespace weir::test
