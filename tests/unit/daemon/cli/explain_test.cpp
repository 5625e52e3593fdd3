#include "daemon/cli/explain.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>

#include "daemon/cli/check.hpp"
#include "daemon/cli/component_text.hpp"

namespace weir {
namespace {

std::string content_of(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// As `weir check --explain` prints it.
std::string explained(const std::string& path) {
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(check_config({.config = path, .explain = true}, out, errors), 0) << errors.str();
    EXPECT_EQ(errors.str(), "");
    return out.str();
}

const std::string expected = WEIR_SOURCE_DIR "/tests/unit/daemon/cli/explained/";

TEST(explain, tells_what_the_samples_do) {
    for (const std::string name : {"robot", "demo"})
        EXPECT_EQ(explained(WEIR_SOURCE_DIR "/config/" + name + ".yaml"),
                  content_of(expected + name + ".txt"));
}

TEST(explain, tells_of_every_kind_of_part) {
    EXPECT_EQ(explained(expected + "every_kind.yaml"), content_of(expected + "every_kind.txt"));
}

TEST(explain, stands_in_the_page_about_files) {
    EXPECT_THAT(content_of(WEIR_SOURCE_DIR "/docs/files.md"),
                testing::HasSubstr("```\n" + content_of(expected + "robot.txt") + "```\n"));
}

TEST(explain, gives_programs_the_same) {
    std::ostringstream out;
    std::ostringstream errors;
    ASSERT_EQ(check_config({.config = WEIR_SOURCE_DIR "/config/robot.yaml", .explain = true, .json = true},
                           out, errors),
              0);
    const boost::json::value all = boost::json::parse(out.str());
    EXPECT_EQ(all.at("broker").at(0).at("url"), "mqtt://localhost:1883");
    EXPECT_EQ(all.at("ports").at(0).at("line"), "115200 8N1");
    EXPECT_EQ(all.at("commands").at(1).at("command"), "stop");
    EXPECT_TRUE(all.at("sources").as_array().empty());
}

TEST(explain, hides_a_secret_that_is_a_line_for_a_device) {
    settings all;
    all.mqtt.username = "PIN 4711\r\n";  // any cell
    command_settings login;
    login.name = "login";
    login.topic = "door";
    login.write = all.mqtt.username;
    all.commands.push_back(login);
    secrets hidden;
    hide(login.write, hidden);
    for (const text_table& table : explain(all, hidden)) {
        for (const auto& row : table.rows) {
            for (const std::string& cell : row)
                EXPECT_EQ(cell.find("4711"), std::string::npos) << cell;
        }
    }
}

TEST(explain, writes_settings_as_one_would) {
    setting list{{1, 1}, setting::list{{{1, 2}, std::int64_t{-40}}, {{1, 3}, 0.5}, {{1, 4}, true}}};
    EXPECT_EQ(setting_text(list), "[-40, 0.5, true]");
    setting map{{1, 1},
                setting::map{{"a", {1, 1}, list},
                             {"preset", {}, {{}, std::string("x")}},
                             {"text", {1, 2}, {{1, 3}, std::string("\r\n\x1b°")}},
                             {"time", {1, 2}, {{1, 3}, duration(std::chrono::minutes(5))}}}};
    EXPECT_EQ(setting_text(map), "{a: [-40, 0.5, true], text: \\r\\n\\x1b°, time: 5min}");
    EXPECT_EQ(setting_text({}), "");
    EXPECT_EQ(component_text({}), "-");
}

}  // namespace
}  // namespace weir
