#include "daemon/rehearsal/difference.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace weir {
namespace {

// "where: expected/got; ..." of what is expected, in JSON, and of a payload.
std::string differences(const std::string& expected, const std::string& payload, double tolerance = 0) {
    std::string all;
    for (const difference& each : compare(boost::json::parse(expected), payload, tolerance))
        all += (all.empty() ? "" : "; ") + each.where + ": " + each.expected + "/" + each.got;
    return all;
}

TEST(difference, is_none_between_what_is_alike) {
    const std::pair<const char*, const char*> alike[] = {
        {R"("online")", "online"},
        {R"("")", ""},
        {"23.4", "23.4"},
        {"23", "23.0"},
        {"1E2", "100"},
        {"true", "true"},
        {"null", "null"},
        {R"({"a": 1})", R"({"a": 1.0, "b": 2})"},
        {"{}", R"({"a": 1})"},
        {R"({"a": {"b": [1, {"c": null}]}})", R"({"a": {"b": [1, {"c": null, "d": 1}], "x": 0}})"},
    };
    for (const auto& [expected, payload] : alike)
        EXPECT_EQ(differences(expected, payload), "") << expected;
}

TEST(difference, is_told_where_it_is) {
    const struct {
        const char* expected;
        const char* payload;
        const char* told;
    } cases[] = {
        {R"("online")", "offline", R"(: online/offline)"},
        {R"("23.4")", "23.40", ": 23.4/23.40"},
        {"23.4", "23.5", ": 23.4/23.5"},
        {"true", "1", ": true/1"},
        {"1", "", ": 1/ (no JSON)"},
        {R"({"a": 1})", "a", R"(: {"a":1}/a (no JSON))"},
        {R"({"a": 1})", "[1]", R"(: {"a":1}/[1])"},
        {R"({"a": 1, "b": 2, "c": 3})", R"({"a": 2, "b": 2})", "a: 1/2; c: 3/nothing"},
        {R"({"a": null})", R"({"a": 0})", "a: null/0"},
        {R"({"a": {"b": [1, 2]}})", R"({"a": {"b": [1, 3]}})", "a.b[2]: 2/3"},
        {"[1, 2]", "[1]", ": [1,2]/[1]"},
        {R"({"a": "1"})", R"({"a": 1})", R"(a: "1"/1)"},
    };
    for (const auto& [expected, payload, told] : cases)
        EXPECT_EQ(differences(expected, payload), told) << expected;
}

TEST(difference, of_numbers_may_be_tolerated) {
    EXPECT_EQ(differences("48.1173", "48.11731", 0.0001), "");
    EXPECT_EQ(differences(R"({"a": [1]})", R"({"a": [1.5]})", 0.5), "");
    EXPECT_EQ(differences("1", "1.6", 0.5), ": 1/1.6");
    EXPECT_EQ(differences("0.3", "0.30000000000000004"), "");
}

}  // namespace
}  // namespace weir
