#include <atomic>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "daemon/control/client.hpp"
#include "daemon/control/server.hpp"
#include "tests/support/served_control.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using test::raw_client;
using test::served;
namespace json = boost::json;

// Gives its lines, then nothing more.
class some_lines final : public control_stream {
public:
    some_lines(std::vector<std::string> lines, std::atomic<int>& living)
        : lines_(std::move(lines)), living_(living) {
        ++living_;
    }
    ~some_lines() override { --living_; }
    std::string take() override {
        if (next_ == lines_.size()) return {};
        return lines_[next_++] + '\n';
    }

private:
    std::vector<std::string> lines_;
    std::size_t next_ = 0;
    std::atomic<int>& living_;
};

class ControlStream : public ::testing::Test {
protected:
    control_streams streams() {
        return {{"count",
                 [this](const json::object&) {
                     return std::make_unique<some_lines>(std::vector<std::string>{"1", "2", "3"}, living);
                 }},
                {"flood",
                 [this](const json::object&) {
                     std::vector<std::string> much(1000, std::string(100'000, 'x'));
                     return std::make_unique<some_lines>(std::move(much), living);
                 }},
                {"refuse", [](const json::object&) -> std::unique_ptr<control_stream> {
                     throw std::invalid_argument("not today");
                 }}};
    }
    void begin(raw_client& client, const std::string& name = "count") {
        client.say(R"({"do":")" + name + "\"}\n");
        if (name != "count") return;
        EXPECT_EQ(client.hear(), "1");
    }
    bool all_gone() {
        return test::wait_until([this] { return living == 0; });
    }

    test::temp_folder folder;
    std::string path = folder / "control.sock";
    std::atomic<int> living = 0;
    const json::value echo = json::object{{"do", "echo"}};
};

TEST_F(ControlStream, GivesLinesUntilTheClientHangsUp) {
    served daemon(path, {}, streams());
    {
        raw_client client(path);
        client.say("{\"do\":\"echo\"}\n{\"do\":\"count\"}\n");
        EXPECT_EQ(client.hear(), R"({"do":"echo"})");
        for (const char* const line : {"1", "2", "3"})
            EXPECT_EQ(client.hear(), line);
        client.say("what a watcher says is ignored\n");
        EXPECT_EQ(living, 1);
        EXPECT_EQ(control_request(path, echo), echo);
    }
    EXPECT_TRUE(all_gone());
}

TEST_F(ControlStream, OutlastsTheTimeOfAnIdleClient) {
    control_server::limits limits;
    limits.idle = 10ms;
    limits.slow = 10ms;
    served daemon(path, limits, streams());
    raw_client client(path);
    begin(client);
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(client.hear(), "2");
    EXPECT_EQ(living, 1);
}

TEST_F(ControlStream, AClientThatDoesNotReadHoldsNobodyUpAndIsForgottenWhenItGoes) {
    served daemon(path, {}, streams());
    {
        raw_client deaf(path);
        begin(deaf, "flood");
        for (int i = 0; i < 50; ++i)
            ASSERT_EQ(control_request(path, echo), echo);
        EXPECT_EQ(living, 1);
    }
    EXPECT_TRUE(all_gone());
}

TEST_F(ControlStream, LeavesOneClientToBeAsked) {
    served daemon(path, {}, streams());
    std::vector<std::unique_ptr<raw_client>> watching;
    for (int client = 0; client < 3; ++client) {
        watching.push_back(std::make_unique<raw_client>(path));
        begin(*watching.back());
    }
    raw_client fourth(path);
    fourth.say("{\"do\":\"count\"}\n{\"do\":\"echo\"}\n");
    EXPECT_EQ(fourth.hear(), R"({"error":"3 clients watch already"})");
    EXPECT_EQ(fourth.hear(), R"({"do":"echo"})");
    watching.pop_back();
    EXPECT_TRUE(test::wait_until([this] { return living == 2; }));
    begin(fourth);
}

TEST_F(ControlStream, ARefusalIsAnAnswerLikeAnyOther) {
    served daemon(path, {}, streams());
    raw_client client(path);
    client.say("{\"do\":\"refuse\"}\n{\"do\":\"echo\"}\n");
    EXPECT_EQ(client.hear(), R"({"error":"not today"})");
    EXPECT_EQ(client.hear(), R"({"do":"echo"})");
}

TEST_F(ControlStream, AClientReadsItLineByLine) {
    auto daemon = std::make_unique<served>(path, control_server::limits{}, streams());
    control_connection client(path);
    EXPECT_EQ(client.ask(json::object{{"do", "count"}}), 1);
    EXPECT_EQ(client.next_line(never), "2");
    EXPECT_EQ(client.next_line(never), "3");
    EXPECT_EQ(client.next_line(monotonic_clock::now() + 10ms), std::nullopt);
    daemon.reset();
    try {
        client.next_line(never);
        ADD_FAILURE() << "it is over";
    } catch (const control_error& error) {
        EXPECT_EQ(error.what(), "the weir daemon at " + path + " has ended, or hung up");
    }
}

}  // namespace
}  // namespace weir
