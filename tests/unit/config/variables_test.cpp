#include "config/variables.hpp"

#include <gtest/gtest.h>
#include <map>

namespace weir {
namespace {

std::optional<std::string> variable(const std::string& name) {
    static const std::map<std::string, std::string> all{
        {"HOST", "broker.lan"},     {"EMPTY", ""},
        {"DOLLAR", "a$${HOST}$$b"}, {"_1", "one"},
        {"LINES", "a\nb"},          {"BELL", "a\x07"},
        {"LATIN", "caf\xe9"},       {"LONG", std::string(1000, 'x')}};
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional(found->second);
}

std::string shown(std::string_view text, std::size_t most = 10'000) {
    problem why;
    const auto made = substitute(text, variable, most, why);
    EXPECT_EQ(made.has_value(), why.message.empty()) << text;
    if (made) return made->text;
    return "? " + why.message + (why.hint.empty() ? "" : ": " + why.hint);
}

TEST(variables, are_replaced_where_they_are_asked_for) {
    const std::pair<const char*, const char*> table[] = {
        {"", ""},
        {"plain {text}", "plain {text}"},
        {"${HOST}", "broker.lan"},
        {"mqtt://${HOST}:18${_1}", "mqtt://broker.lan:18one"},
        {"${HOST}${HOST}", "broker.lanbroker.lan"},
        {"${EMPTY}", ""},
        {"${LINES}", "a\nb"},
        // Defaults, when it is not set or empty.
        {"${NONE:-x y}", "x y"},
        {"${NONE:-}", ""},
        {"${EMPTY:-x}", "x"},
        {"${HOST:-x}", "broker.lan"},
        {"${NONE:-a:-$$b?}", "a:-$$b?"},
        {"${HOST:?say it}", "broker.lan"},
        // Other dollars: regular expressions end with one.
        {"^OK$", "^OK$"},
        {"$", "$"},
        {"$HOST $(x) $1", "$HOST $(x) $1"},
        {"$$", "$"},
        {"$${HOST}", "${HOST}"},
        {"$$$${HOST}", "$${HOST}"},
        {"$$${HOST}", "$broker.lan"},
        {"a$$$", "a$$"},
        // What a variable holds is text.
        {"${DOLLAR}", "a$${HOST}$$b"},
    };
    for (const auto& [text, result] : table)
        EXPECT_EQ(shown(text), result) << text;
}

TEST(variables, say_what_is_wrong_with_them) {
    const std::string forms = "${NAME}, ${NAME:-default} or ${NAME:?message}; $${ is text";
    const std::pair<const char*, std::string> table[] = {
        {"a ${NONE}", "? the variable 'NONE' is not set: set it, or give it a default: ${NONE:-default}"},
        {"${NONE:?which broker}", "? the variable 'NONE' is not set: which broker"},
        {"${EMPTY:?which broker}", "? the variable 'EMPTY' is not set: which broker"},
        {"${NONE:?}", "? the variable 'NONE' is not set"},
        {"${HOST", "? a '${' that is not closed: $${ is text"},
        {"${", "? a '${' that is not closed: $${ is text"},
        {"x${}", "? not a variable after '${': " + forms},
        {"${1A}", "? not a variable after '${': " + forms},
        {"${a b}", "? not a variable after '${': " + forms},
        {"${HOST-x}", "? not a variable after '${': " + forms},
        {"${HOST:x}", "? not a variable after '${': " + forms},
        {"${HOST:}", "? not a variable after '${': " + forms},
        {"${\xc3\xa4}", "? not a variable after '${': " + forms},
        {"${NONE:-${HOST}}", "? a variable inside of another one's default: " + forms},
        {"${BELL}", "? the value of the variable 'BELL' is no text"},
        {"${LATIN}", "? the value of the variable 'LATIN' is no text"},
    };
    for (const auto& [text, result] : table)
        EXPECT_EQ(shown(text), result) << text;
}

TEST(variables, end_early_where_there_is_too_much) {
    EXPECT_EQ(shown("${LONG}${_1}", 1000), std::string(1000, 'x') + "one");
    EXPECT_EQ(shown("${LONG}${LONG}${NONE}", 999), std::string(1000, 'x')) << "the rest is not looked at";
}

TEST(variables, tell_what_they_held) {
    problem why;
    const auto made = substitute("${HOST}-${NONE:-x}", variable, 100, why);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->values, (std::vector<std::string>{"broker.lan", "x"}));
}

}  // namespace
}  // namespace weir
