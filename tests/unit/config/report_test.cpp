#include "config/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir {
namespace {

using testing::EndsWith;
using testing::StartsWith;

std::string report_of(std::string_view text, place where, const std::string& hint = {}) {
    problems found;
    found.add(where, "wrong", hint);
    return report(found, {{"f.yaml", std::string(text)}});
}

TEST(report, shows_the_line_a_caret_and_the_hint) {
    problems found;
    found.add({31, 7}, "unknown key 'colums' in sources.climate.decode.csv", "did you mean 'columns'?");
    const std::string text = std::string(30, '\n') + "      colums: [temperature, humidity]\n";
    EXPECT_EQ(report(found, {{"/etc/weir/weir.yaml", text}}),
              "/etc/weir/weir.yaml:31:7: error: unknown key 'colums' in sources.climate.decode.csv\n"
              "   31 |       colums: [temperature, humidity]\n"
              "      |       ^^^^^^ did you mean 'columns'?\n");
}

TEST(report, underlines_the_word) {
    struct row {
        std::string line;
        std::uint32_t column;
        std::string under;
    };
    const row table[] = {
        {"a: b c # d", 4, "   ^^^"},
        {"a: \"x: y\"  # d", 4, "   ^^^^^^"},
        {"a: 'x", 4, "   ^^"},
        {"a: [x, y]", 4, "   ^"},
        {"a: [xy, z]", 5, "    ^^"},
        {"a: {b: c}", 8, "       ^"},
        {"a: http://x", 4, "   ^^^^^^^^"},
        {"key:", 1, "^^^"},
        {"a:", 2, " ^"},
        {"a: b", 5, "    ^"},
        {"a: b", 99, "    ^"},
        {"a: b   ", 4, "   ^"},
    };
    for (const row& each : table) {
        EXPECT_EQ(
            report_of(each.line, {1, each.column}).substr(std::string("f.yaml:1:9: error: wrong\n").size()),
            "    1 | " + each.line + "\n      | " + each.under + "\n")
            << each.line;
    }
}

TEST(report, counts_columns_in_characters_and_keeps_tabs) {
    EXPECT_EQ(report_of("ä: °C x", {1, 5}),
              "f.yaml:1:4: error: wrong\n"
              "    1 | ä: °C x\n"
              "      |    ^^^^\n");
    EXPECT_EQ(report_of("a:\tb", {1, 4}),
              "f.yaml:1:4: error: wrong\n"
              "    1 | a:\tb\n"
              "      |   \t^\n");
    EXPECT_EQ(report_of("温度: x", {1, 9}),
              "f.yaml:1:5: error: wrong\n"
              "    1 | 温度: x\n"
              "      |       ^\n");
}

TEST(report, shows_nothing_that_a_terminal_would_obey) {
    EXPECT_EQ(report_of("a: \x1b[2J\xff x\r\n", {1, 10}),
              "f.yaml:1:10: error: wrong\n"
              "    1 | a: ?[2J? x\n"
              "      |          ^\n");
}

TEST(report, shows_a_part_of_a_long_line) {
    const std::string text = std::string(500, 'a') + " " + std::string(500, 'b');
    EXPECT_EQ(report_of(text, {1, 502}),
              "f.yaml:1:502: error: wrong\n"
              "    1 | ..." +
                  std::string(59, 'a') + " " + std::string(100, 'b') + "...\n" + "      | " +
                  std::string(63, ' ') + std::string(100, '^') + "\n");
}

TEST(report, without_a_place_or_a_line_shows_the_message_alone) {
    EXPECT_EQ(report_of("a: b\n", {}), "f.yaml: error: wrong\n");
    EXPECT_EQ(report_of("", {1, 1}), "f.yaml:1:1: error: wrong\n");
    EXPECT_EQ(report_of("", {1, 1}, "what to do"), "f.yaml:1:1: error: wrong\n      | what to do\n");
    EXPECT_EQ(report_of("a", {7, 3}), "f.yaml:7:1: error: wrong\n");
}

TEST(report, is_in_the_order_of_places_and_says_a_thing_once) {
    problems found;
    found.add({2, 1}, "third");
    found.add({1, 3}, "second");
    found.add({1, 1}, "first");
    found.add({2, 1}, "third");
    EXPECT_EQ(report(found, {{"f", ""}}), "f:1:1: error: first\nf:1:1: error: second\nf:2:1: error: third\n");
}

TEST(report, shows_each_problem_with_its_file_in_their_order) {
    problems found;
    found.add({2, 1, 1}, "third");
    found.add({0, 0, 1}, "second");
    found.add({1, 4, 0}, "first", "in g");
    const std::vector<config_text> files{{"f", "a: ä"}, {"g", "b:\n  c"}};
    EXPECT_EQ(report(found, files, {}, severity::warning),
              "f:1:4: warning: first\n"
              "    1 | a: ä\n"
              "      |    ^ in g\n"
              "g: warning: second\n"
              "g:2:1: warning: third\n"
              "    2 |   c\n"
              "      | ^^^\n");
    EXPECT_EQ(show_place({2, 3, 1}, files), "g:2:3");
    EXPECT_EQ(show_place({1, 6, 0}, files), "f:1:5") << "columns of messages are characters";
    EXPECT_EQ(show_place({}, files), "f");
}

TEST(report, shows_what_is_no_text_in_a_file_s_name_as_question_marks) {
    problems found;
    found.add({}, "wrong");
    EXPECT_EQ(report(found, {{"conf.d/\xD8\n\x1B[1m.yaml", ""}}), "conf.d/???[1m.yaml: error: wrong\n");
}

TEST(report, hides_known_secrets_in_lines_too) {
    problems found;
    found.add({1, 13, 0}, "wrong");
    secrets hidden;
    hide("hunter2", hidden);
    hide("x", hidden);
    EXPECT_EQ(report(found, {{"f", "a: hunter2, b: 'x' x"}}, hidden),
              "f:1:13: error: wrong\n"
              "    1 | a: ***, b: *** x\n"
              "      |         ^\n");
}

TEST(report, shows_no_line_of_a_file_that_holds_secrets) {
    problems found;
    found.add({1, 1, 0}, "wrong", "what to do");
    secrets hidden;
    hidden.files.insert(0);
    EXPECT_EQ(report(found, {{"f", "pin: 1234"}}, hidden), "f:1:1: error: wrong\n      | what to do\n");
}

TEST(report, shows_fifty_and_counts_the_rest) {
    problems found;
    for (std::uint32_t i = 1; i <= 53; ++i)
        found.add({i, 1}, "wrong");
    const std::string shown = report(found, {{"f", ""}});
    EXPECT_THAT(shown, StartsWith("f:1:1: error: wrong\n"));
    EXPECT_THAT(shown, EndsWith("f:50:1: error: wrong\n... and 3 more\n"));
}

}  // namespace
}  // namespace weir
