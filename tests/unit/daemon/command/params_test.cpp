#include "daemon/command/params.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir {
namespace {

using ::testing::HasSubstr;

param_settings param(std::string name, param_type type) {
    param_settings made;
    made.name = std::move(name);
    made.type = type;
    return made;
}

command_settings everything() {
    command_settings made;
    made.name = "robot";
    made.port = 0;
    made.params = {param("speed", param_type::number), param("steps", param_type::integer),
                   param("on", param_type::boolean), param("mode", param_type::choice),
                   param("label", param_type::text)};
    made.params[1].min = -10;
    made.params[3].choices = {"FAST", "SLOW"};
    made.params[4].pattern = "[a-z ]*";
    made.params[4].preset = value(std::string("none"));
    made.delimiter = ";";
    return made;
}

std::string take(const command_settings& command, const std::string& json, param_values& into) {
    return take_params(command, boost::json::parse(json).as_object(), into);
}

TEST(Params, AreCheckedAndFilledIn) {
    param_values values;
    ASSERT_EQ(take(everything(), R"({"mode":"SLOW","speed":1,"steps":-3.0,"on":true})", values), "");
    EXPECT_EQ(values, (param_values{std::int64_t{1}, std::int64_t{-3}, true, std::string("SLOW"),
                                    std::string("none")}));
    EXPECT_EQ(boost::json::serialize(params_to_json(everything(), values)),
              R"({"speed":1,"steps":-3,"on":true,"mode":"SLOW","label":"none"})");
    EXPECT_EQ(render("{speed},{steps},{on},{mode},{label}", everything(), values), "1,-3,true,SLOW,none");
}

TEST(Params, SayWhichWhatItGotAndWhatItTakes) {
    const std::vector<std::pair<std::string, std::string>> table{
        {R"({"speed":"1"})", R"(parameter 'speed' takes a number, got "1")"},
        {R"({"steps":1.5})", "parameter 'steps' takes an integer of at least -10, got 1.5"},
        {R"({"steps":-11})", "got -11"},
        {R"({"steps":1e30})", "got 1e+30"},
        {R"({"steps":18446744073709551615})", "got 18446744073709551615"},
        {R"({"on":1})", "parameter 'on' takes true or false, got 1"},
        {R"({"on":"true"})", "got \"true\""},
        {R"({"mode":"slow"})", "parameter 'mode' takes one of FAST, SLOW, got 'slow'"},
        {R"({"mode":1})", "got 1"},
        {R"({"label":"ABC"})", "parameter 'label' takes text that matches [a-z ]*, got 'ABC'"},
        {R"({"label":"a\nb"})", "parameter 'label' holds a control character or the delimiter of the line"},
        {R"({"label":"a\tb"})", "holds a control character"},
        {R"({"label":"a\u0000b"})", "holds a control character"},
        {R"({"label":"a\u0085b"})", "holds a control character"},
        {R"({"label":"a;b"})", "or the delimiter"},
        {R"({"label":")" + std::string(2000, 'a') + "\"}", "longer than 1024 bytes"},
        {R"({"speed":1})", "parameter 'steps' is missing; it takes an integer of at least -10"},
    };
    for (const auto& [json, why] : table) {
        param_values values;
        EXPECT_THAT(take(everything(), json, values), HasSubstr(why)) << json.substr(0, 60);
    }
}

TEST(Params, APlainPayloadIsTheOnlyOne) {
    struct row {
        param_type type;
        std::string payload;
        value expected;
    };
    const std::vector<row> table{{param_type::number, "20.5", 20.5},
                                 {param_type::number, "20", std::int64_t{20}},
                                 {param_type::integer, "20", std::int64_t{20}},
                                 {param_type::boolean, "on", true},
                                 {param_type::boolean, "FALSE", false},
                                 {param_type::text, "hello {world}", std::string("hello {world}")}};
    for (const row& each : table) {
        command_settings command;
        command.params = {param("x", each.type)};
        param_values values;
        EXPECT_EQ(take_plain(command, each.payload, values), "") << each.payload;
        EXPECT_EQ(values, param_values{each.expected}) << each.payload;
    }
    param_values values;
    EXPECT_THAT(take_plain(everything(), "20", values),
                HasSubstr("several parameters: send {\"params\": {...}} with speed, steps, on, mode, label"));
    command_settings none;
    EXPECT_EQ(take_plain(none, "", values), "");
    EXPECT_EQ(take_plain(none, "PRESS", values), "");
    EXPECT_THAT(take_plain(none, "20", values), HasSubstr("takes no value"));
}

TEST(Params, AreWrittenInTheirShortestForm) {
    command_settings command;
    command.port = 0;
    command.params = {param("x", param_type::number)};
    const std::vector<std::pair<double, std::string>> table{
        {20.0, "20"}, {0.1, "0.1"}, {-1.5, "-1.5"}, {100000, "100000"}, {0.000015, "1.5e-05"}};
    for (const auto& [number, text] : table)
        EXPECT_EQ(render("{x}", command, {number}), text);
}

TEST(Params, AreEscapedInPatternsAndInJson) {
    command_settings command;
    command.params = {param("x", param_type::text)};
    EXPECT_EQ(render_pattern("^OK {x}$", command, {std::string("a.b*")}), "^OK a\\.b\\*$");
    EXPECT_EQ(render(R"({"state":"{x}"})", command, {std::string("a\"b\\")}), R"({"state":"a\"b\\"})");
    EXPECT_EQ(render("state={x}", command, {std::string("a\"b")}), "state=a\"b");
}

}  // namespace
}  // namespace weir
