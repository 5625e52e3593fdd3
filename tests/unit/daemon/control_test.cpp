#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include "daemon/control/client.hpp"
#include "daemon/control/server.hpp"
#include "tests/support/served_control.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace json = boost::json;
namespace fs = std::filesystem;
using test::raw_client;
using test::served;

json::value ask(std::string_view what) {
    return json::object{{"do", what}};
}

std::string error_of(const std::string& path, const json::value& request) {
    try {
        return "no error, but " + json::serialize(control_request(path, request));
    } catch (const control_error& error) {
        return error.what();
    }
}

class Control : public ::testing::Test {
protected:
    test::temp_folder folder;
    std::string path = folder / "control.sock";
};

TEST_F(Control, AnswersWithTheTasks) {
    served daemon(path);
    const json::value answer = control_request(path, ask("tasks"));
    EXPECT_EQ(answer.at("stalls"), 0);
    EXPECT_TRUE(answer.at("longest_stall").is_double());
    const json::value& tasks = answer.at("tasks");
    EXPECT_EQ(tasks.at("name"), "weir");
    EXPECT_EQ(tasks.at("awaits"), "its clients");
    ASSERT_EQ(tasks.at("children").as_array().size(), 4u);
    EXPECT_EQ(tasks.at("children").at(0).at("name"), "client 1");
    EXPECT_TRUE(tasks.at("children").at(0).at("awaits").is_null()) << "it serves us";
}

TEST_F(Control, AnswersEachLine) {
    served daemon(path);
    raw_client client(path);
    client.say("{\"do\":\"echo\",\"n\":1}\n{\"do\":\"ec");
    EXPECT_EQ(client.hear(), R"({"do":"echo","n":1})");
    client.say("ho\",\"n\":2}\n{\"do\":\"echo\",\"n\":3}\n");
    EXPECT_EQ(client.hear(), R"({"do":"echo","n":2})");
    EXPECT_EQ(client.hear(), R"({"do":"echo","n":3})");
}

TEST_F(Control, AnswersErrorsAndGoesOn) {
    served daemon(path);
    raw_client client(path);
    const struct {
        const char* line;
        const char* expected;
    } cases[] = {
        {"nonsense", R"({"error":"no JSON)"},
        {"", R"({"error":"no JSON)"},
        {"[]", R"({"error":"a request is an object with a text \"do\""})"},
        {"{}", R"({"error":"a request is an object with a text \"do\""})"},
        {R"({"do":7})", R"({"error":"a request is an object with a text \"do\""})"},
        {R"({"do":"dance"})", R"({"error":"cannot do \"dance\""})"},
        {R"({"do":"fail"})", R"({"error":"out of luck"})"},
        {R"({"do":"echo"})", R"({"do":"echo"})"},
    };
    for (const auto& [line, expected] : cases) {
        client.say(std::string(line) + '\n');
        EXPECT_EQ(client.hear().substr(0, std::string(expected).size()), expected) << line;
    }
    client.say(std::string(10000, '[') + '\n');
    EXPECT_EQ(client.hear().substr(0, 10), R"({"error":")");
}

TEST_F(Control, RefusesALineThatIsTooLong) {
    served daemon(path);
    raw_client longest(path);
    longest.say(R"({"do":"echo"})" + std::string(64 * 1024 - 13, ' ') + '\n');
    EXPECT_EQ(longest.hear(), R"({"do":"echo"})");

    raw_client longer(path);
    longer.say(std::string(64 * 1024 + 1, ' '));
    EXPECT_EQ(longer.hear(), R"({"error":"the line is too long"})");
    EXPECT_EQ(longer.hear(), "<end>");
}

TEST_F(Control, HangsUpOnTheIdle) {
    control_server::limits limits;
    limits.idle = 10ms;
    served daemon(path, limits);
    raw_client client(path);
    client.say("{\"do\":");
    EXPECT_EQ(client.hear(), "<end>");
}

TEST_F(Control, ASlowClientHoldsNobodyUp) {
    control_server::limits limits;
    limits.slow = 200ms;
    served daemon(path, limits);
    std::vector<std::unique_ptr<raw_client>> slow;
    for (int client = 0; client < 4; ++client) {
        slow.push_back(std::make_unique<raw_client>(path));
        slow.back()->say("{\"do\":\"flood\"}\n");
    }
    EXPECT_EQ(control_request(path, ask("echo")), ask("echo")) << "served when the slow ones are hung up on";
}

TEST_F(Control, TheFifthClientWaits) {
    served daemon(path);
    std::vector<std::unique_ptr<raw_client>> four;
    for (int client = 0; client < 4; ++client) {
        four.push_back(std::make_unique<raw_client>(path));
        four.back()->say("{\"do\":\"echo\"}\n");
        EXPECT_EQ(four.back()->hear(), R"({"do":"echo"})");
    }
    auto fifth = std::async(std::launch::async, [this] { return control_request(path, ask("echo")); });
    EXPECT_EQ(fifth.wait_for(20ms), std::future_status::timeout);
    four.pop_back();
    EXPECT_EQ(fifth.get(), ask("echo"));
}

TEST_F(Control, ManyAnswersAndLongOnes) {
    served daemon(path);
    for (int request = 0; request < 200; ++request)
        ASSERT_EQ(control_request(path, json::object{{"do", "echo"}, {"n", request}}).at("n"), request);
    EXPECT_EQ(control_request(path, ask("flood")).as_string().size(), 8u << 20);
}

TEST_F(Control, ItsSocketIsForOwnerAndGroupAndGoesAtTheEnd) {
    {
        served daemon(path);
        struct stat found {};
        ASSERT_EQ(::stat(path.c_str(), &found), 0);
        EXPECT_EQ(found.st_mode & 0777, 0660u);
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST_F(Control, DoesNotRemoveTheSocketOfAnother) {
    asio::io_context context;
    {
        const control_server first(context, path, {});
        ::unlink(path.c_str());
        folder.write("control.sock", "not ours");
    }
    EXPECT_TRUE(fs::exists(path));
}

std::string error_at_start(const std::string& path) {
    asio::io_context context;
    try {
        const control_server refused(context, path, {});
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST_F(Control, RefusesToReplaceALivingDaemonOrAFile) {
    served daemon(path);
    EXPECT_EQ(error_at_start(path), "control socket " + path + ": another weir daemon listens there");
    EXPECT_EQ(control_request(path, ask("echo")), ask("echo")) << "the first goes on";

    const std::string file = folder.write("file", "precious");
    EXPECT_EQ(error_at_start(file), "control socket " + file + ": there is a file that is no socket");
    EXPECT_TRUE(fs::exists(file));
    EXPECT_NE(error_at_start(folder / "none/control.sock").find("No such file"), std::string::npos);
    EXPECT_NE(error_at_start(folder / std::string(200, 'x')).find("too long"), std::string::npos);
}

TEST_F(Control, ReplacesTheSocketOfADaemonThatIsGone) {
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ASSERT_EQ(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::close(left);
    }
    ASSERT_TRUE(fs::exists(path));
    served daemon(path);
    EXPECT_EQ(control_request(path, ask("echo")), ask("echo"));
}

TEST_F(Control, AClientSaysWhyThereIsNoAnswer) {
    EXPECT_EQ(error_of(path, ask("tasks")),
              "no weir daemon listens at " + path + " (No such file or directory)");
    EXPECT_NE(error_of(folder / std::string(200, 'x'), ask("tasks")).find("too long"), std::string::npos);
    served daemon(path);
    EXPECT_EQ(error_of(path, ask("dance")), "the daemon says: cannot do \"dance\"");
    EXPECT_EQ(error_of(path, ask("fail")), "the daemon says: out of luck");
}

TEST(ControlPath, IsWhereSystemdSays) {
    const struct {
        const char* folders;
        const char* expected;
    } cases[] = {{"/run/weir", "/run/weir/control.sock"},
                 {"/tmp/a:/tmp/b", "/tmp/a/control.sock"},
                 {"", "/run/weir/control.sock"}};
    for (const auto& [folders, expected] : cases) {
        ::setenv("RUNTIME_DIRECTORY", folders, 1);
        EXPECT_EQ(default_control_path(), expected);
    }
    ::unsetenv("RUNTIME_DIRECTORY");
    EXPECT_EQ(default_control_path(), "/run/weir/control.sock");
}

}  // namespace
}  // namespace weir
