#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/broker.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/support/weir_daemon.hpp"

// A configuration of several files, secrets and variables, as the binary sees it.
namespace weir::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class config_files : public ::testing::Test {
protected:
    config_files() { std::filesystem::create_directory(folder_ / "conf.d"); }

    std::string main_file(const std::string& more = {}) {
        return folder_.write(
            "weir.yaml",
            "version: 1\nnode:\n  id: ${NODE}\nmqtt: { url: mqtt://localhost, password: !secret pw }\n" +
                more);
    }
    process::environment with_credential(const std::string& password) {
        folder_.write("pw", password + "\n");
        return {{"CREDENTIALS_DIRECTORY", folder_.path().string()}, {"NODE", "bench"}};
    }

    temp_folder folder_;
};

TEST_F(config_files, are_checked_together) {
    const std::string path = main_file("ports: !include ports.yaml\n");
    folder_.write("ports.yaml", "gps: { path: /dev/weir-none }\n");
    folder_.write("conf.d/sources.yaml", "sources: { position: { port: gps, decode: nmea } }\n");
    const auto result = run_weir({"check", "-c", path}, with_credential("hunter2"));
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, path + ": ok\n");
    EXPECT_EQ(result.err, "");
}

TEST_F(config_files, with_errors_are_refused_with_78) {
    const std::string path = main_file("log: { level: !secret pw }\n");
    const std::string part =
        folder_.write("conf.d/more.yaml", "node: { id: other }\nclock: !include none.yaml\n");
    for (const char* command : {"check", "run"}) {
        const auto result = run_weir({command, "-c", path}, with_credential("hunter2"));
        EXPECT_EQ(result.status, 78);
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err,
                    StartsWith(path + ":5:15: error: expected debug, info, warning or error, got a "
                                      "secret in log.level\n"));
        EXPECT_THAT(result.err, HasSubstr(part + ":1:9: error: a second value of 'id' in node\n"));
        EXPECT_THAT(result.err, HasSubstr("the first one is at " + path + ":3:3\n"));
        EXPECT_THAT(result.err,
                    HasSubstr(part + ":2:8: error: cannot read " + folder_ / "conf.d/none.yaml" + ": "));
        EXPECT_THAT(result.err, Not(HasSubstr("hunter2")));
    }
}

TEST_F(config_files, say_what_is_used_nowhere) {
    const std::string path = main_file("ports: { gps: { path: /dev/weir-none } }\n");
    const auto result = run_weir({"check", "-c", path}, with_credential("hunter2"));
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, path + ": ok\n");
    EXPECT_THAT(result.err, StartsWith(path + ":5:10: warning: port 'gps' is used nowhere\n"));
    const auto strict = run_weir({"check", "--strict", "-c", path}, with_credential("hunter2"));
    EXPECT_EQ(strict.status, 78);
    EXPECT_EQ(strict.out, "");
    EXPECT_EQ(strict.err, result.err);
}

TEST_F(config_files, are_explained_without_their_secrets) {
    const std::string path = main_file("sources: { a: { topic: !secret pw, decode: json } }\n");
    const auto text = run_weir({"check", "--explain", "-c", path}, with_credential("hunter2"));
    EXPECT_EQ(text.status, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("weir/bench/a/state"));
    EXPECT_THAT(text.out, HasSubstr("topic ***"));
    const auto json = run_weir({"check", "--explain", "--json", "-c", path}, with_credential("hunter2"));
    EXPECT_EQ(json.status, 0) << json.err;
    EXPECT_THAT(json.out, StartsWith("{\"broker\":[{\"url\":\"mqtt://localhost:1883\""));
    EXPECT_THAT(json.out, EndsWith("}\n"));
    for (const auto& each : {text, json})
        EXPECT_THAT(each.out + each.err, Not(HasSubstr("hunter2")));
}

TEST_F(config_files, give_the_daemon_its_password_which_no_log_has) {
    broker::options how;
    how.username = "greenhouse";
    how.password = "hunter2";
    const broker there(how);
    weir_daemon weir(
        "version: 1\nnode:\n  id: ${NODE}\nlog: { level: debug }\nports: { unused: { path: /dev/weir-none } "
        "}\n"
        "mqtt:\n  url: mqtt://localhost:" +
            std::to_string(there.port()) + "\n  username: greenhouse\n  password: !secret pw\n",
        {.environment = with_credential("hunter2"), .launcher = {}});
    EXPECT_TRUE(wait_until([&] { return weir.log().find("connected to") != std::string::npos; }))
        << weir.log();
    EXPECT_EQ(weir.stop(), 0);
    EXPECT_THAT(weir.log(), HasSubstr("warning: port 'unused' is used nowhere"));
    EXPECT_THAT(weir.log(), Not(HasSubstr("hunter2")));
    EXPECT_THAT(there.log(), HasSubstr("weir-bench"));
}

}  // namespace
}  // namespace weir::test
