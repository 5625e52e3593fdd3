#include "daemon/cli/call.hpp"

#include <boost/json.hpp>
#include <csignal>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <sstream>
#include <unistd.h>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/support/weir_daemon.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// `weir call pump`, and a daemon that is played by the test.
class call : public testing::Test {
protected:
    call() { daemon.subscribe("weir/bench/cmd/#"); }

    std::string url() const { return "mqtt://localhost:" + std::to_string(server.port()); }
    process& start(std::vector<std::string> arguments) {
        std::vector<std::string> command{WEIR_BINARY, "call", "pump"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        return *(running = std::make_unique<process>(std::move(command)));
    }
    process& start_by_url(std::vector<std::string> more = {}) {
        more.insert(more.end(), {"--url", url(), "--node", "bench"});
        return start(std::move(more));
    }
    void expect_exit(int code) { EXPECT_EQ(running->wait(), code) << running->out() << running->err(); }

    // The daemon's side.
    received await(const std::string& topic) {
        received found;
        EXPECT_TRUE(daemon.wait_for([&](const std::vector<received>& all) {
            for (const received& one : all) {
                if (one.topic == topic) found = one;
            }
            return !found.topic.empty();
        })) << topic
            << (running ? running->err() : "");
        return found;
    }
    received await_request() { return await("weir/bench/cmd/pump"); }
    static std::string id_of(const received& request) {
        return boost::json::value_to<std::string>(boost::json::parse(request.payload).at("id"));
    }
    static std::string message(const received& request, const std::string& rest) {
        return R"({"id":")" + id_of(request) + R"(",)" + rest + "}";
    }
    void say(const received& request, const std::string& rest) {
        daemon.publish("weir/bench/cmd/pump/status", message(request, rest));
    }
    void answer(const received& request, const std::string& rest) {
        daemon.publish(request.response_topic, message(request, rest), {.correlation = request.correlation});
    }
    // What the caller has shown so far.
    void await_shown(const std::string& text) {
        EXPECT_TRUE(wait_until([&] { return running->out().find(text) != std::string::npos; }))
            << running->out() << running->err();
    }

    broker server;
    mqtt_client daemon{server.port()};
    std::unique_ptr<process> running;
};

const char* const succeeded =
    R"("state":"succeeded","code":"OK","effect":"applied","duration_ms":124,"result":{"position":42})";

TEST_F(call, shows_each_state_and_ends_with_0) {
    process& caller = start_by_url({"hz=20", "on=true", "label=fast", "--timeout", "500ms"});
    const received request = await_request();
    EXPECT_EQ(request.qos, 1);
    EXPECT_FALSE(request.retained);
    EXPECT_THAT(request.response_topic, StartsWith("weir/bench/call/weir-call-"));
    EXPECT_EQ(request.correlation, id_of(request));
    EXPECT_EQ(request.user.at("client"), "weir-call");
    const boost::json::value asked = boost::json::parse(request.payload);
    EXPECT_EQ(asked.at("params"), boost::json::parse(R"({"hz":20,"on":true,"label":"fast"})"));
    EXPECT_EQ(asked.at("timeout_ms"), 500);

    say(request, R"("state":"accepted")");
    answer(request, R"("state":"accepted")");
    say(request, R"("state":"running")");
    await_shown("running");
    answer(request, succeeded);
    say(request, succeeded);
    expect_exit(0);
    EXPECT_EQ(caller.out(), "accepted\nrunning\nsucceeded in 124 ms: {\"position\":42}\n");
    EXPECT_THAT(caller.err(), IsEmpty());
}

TEST_F(call, says_why_it_failed) {
    process& caller = start_by_url();
    const received request = await_request();
    say(request, R"("state":"accepted")");
    say(request,
        R"("state":"failed","code":"DEVICE_ERROR","message":"ERR 7","effect":"none","duration_ms":8)");
    expect_exit(1);
    EXPECT_EQ(caller.out(), "accepted\n");
    EXPECT_EQ(caller.err(), "weir: failed after 8 ms: ERR 7 (DEVICE_ERROR, effect none)\n");
}

TEST_F(call, says_why_it_was_rejected_though_only_its_response_topic_tells) {
    process& caller = start_by_url();
    const received request = await_request();
    daemon.publish(request.response_topic,
                   R"({"id":"ff","state":"rejected","code":"NOT_FOUND","message":"no command 'pump'"})",
                   {.correlation = request.correlation});
    expect_exit(1);
    EXPECT_EQ(caller.err(), "weir: rejected: no command 'pump' (NOT_FOUND)\n");
}

TEST_F(call, prints_the_messages_for_machines) {
    process& caller = start_by_url({"--json"});
    const received request = await_request();
    say(request, R"("state":"accepted")");
    answer(request, succeeded);
    expect_exit(0);
    EXPECT_EQ(caller.out(),
              message(request, R"("state":"accepted")") + "\n" + message(request, succeeded) + "\n");
}

TEST_F(call, asks_nothing_of_a_node_that_is_offline) {
    daemon.publish("weir/bench/status", "offline", 1, true);
    process& caller = start_by_url();
    expect_exit(1);
    EXPECT_EQ(caller.err(), "weir: node bench is offline\n");
    daemon.publish("weir/bench/cmd/end", "");
    await("weir/bench/cmd/end");
    EXPECT_EQ(daemon.count(), 1U);
}

TEST_F(call, says_that_the_node_went_offline_meanwhile) {
    process& caller = start_by_url();
    say(await_request(), R"("state":"accepted")");
    await_shown("accepted");
    daemon.publish("weir/bench/status", "offline", 1, true);
    expect_exit(1);
    EXPECT_EQ(caller.err(), "weir: node bench is offline; what became of the command is unknown\n");
}

TEST_F(call, says_that_the_broker_went_away_meanwhile) {
    process& caller = start_by_url();
    say(await_request(), R"("state":"accepted")");
    await_shown("accepted");
    server.kill();
    expect_exit(1);
    EXPECT_THAT(caller.err(),
                AllOf(HasSubstr("the connection to the broker is lost"), HasSubstr("is unknown")));
}

TEST_F(call, is_canceled_by_the_first_ctrl_c_and_shows_the_end) {
    process& caller = start_by_url();
    const received request = await_request();
    say(request, R"("state":"accepted")");
    await_shown("accepted");
    caller.signal(SIGINT);
    const received cancel = await("weir/bench/cmd/pump/cancel");
    EXPECT_EQ(id_of(cancel), id_of(request));
    EXPECT_EQ(cancel.qos, 1);
    say(request, R"("state":"canceling")");
    answer(request, R"("state":"canceled","code":"CANCELLED","effect":"unknown","duration_ms":70)");
    expect_exit(1);
    EXPECT_EQ(caller.out(), "accepted\ncanceling\n");
    EXPECT_EQ(caller.err(), "weir: canceled after 70 ms (CANCELLED, effect unknown)\n");
}

TEST_F(call, succeeds_when_the_cancel_comes_too_late) {
    process& caller = start_by_url();
    const received request = await_request();
    caller.signal(SIGTERM);
    await("weir/bench/cmd/pump/cancel");
    say(request, succeeded);
    expect_exit(0);
}

TEST_F(call, ends_at_once_with_the_second_ctrl_c) {
    process& caller = start_by_url();
    await_request();
    caller.signal(SIGINT);
    await("weir/bench/cmd/pump/cancel");
    caller.signal(SIGINT);
    expect_exit(130);
}

TEST_F(call, is_ended_by_ctrl_c_as_long_as_nothing_was_asked) {
    server.suspend();
    process& caller = start_by_url();
    // It handles the signal from the start of its loop on; before that the signal itself ends it.
    EXPECT_TRUE(wait_until([&] {
        caller.signal(SIGINT);
        return !caller.running();
    }));
    const auto ended = caller.wait();
    EXPECT_TRUE(ended == 130 || ended == -SIGINT) << *ended;
    EXPECT_THAT(caller.err(), IsEmpty());
    server.resume();
}

TEST_F(call, knows_the_broker_and_the_node_from_the_configuration) {
    const temp_folder folder;
    for (const char* protocol : {"5", "3.1.1"}) {
        folder.write("weir.yaml", "version: 1\nnode: { id: bench }\nmqtt: { url: " + url() +
                                      ", protocol: \"" + protocol + "\" }\n");
        process& caller = start({"-c", folder / "weir.yaml"});
        const bool v5 = std::string(protocol) == "5";
        ASSERT_TRUE(daemon.wait_for([&](const std::vector<received>& all) {
            return !all.empty() && all.back().topic == "weir/bench/cmd/pump" &&
                   all.back().response_topic.empty() != v5;
        })) << protocol;
        say(daemon.messages().back(), succeeded);
        expect_exit(0);
        EXPECT_THAT(caller.out(), StartsWith("succeeded"));
    }
}

TEST_F(call, refuses_a_bad_configuration) {
    const temp_folder folder;
    folder.write("weir.yaml", "version: 1\nnode: { id: 7/8 }\n");
    process& caller = start({"-c", folder / "weir.yaml"});
    expect_exit(78);
    EXPECT_THAT(caller.err(), HasSubstr("weir.yaml:2"));
}

TEST_F(call, ends_with_2_when_it_is_used_wrongly) {
    const std::vector<std::vector<std::string>> cases{
        {},
        {"pump", "--url", "mqtt://localhost"},
        {"pump", "--url", "http://localhost", "--node", "n"},
        {"pump", "--url", "mqtt://localhost", "--node", "n", "-c", "weir.yaml"},
        {"pump", "--url", "mqtt://localhost", "--node", "a/b"},
        {"pu/mp", "--url", "mqtt://localhost", "--node", "n"},
        {"pump", "20", "--url", "mqtt://localhost", "--node", "n"},
        {"pump", "--timeout", "soon", "--url", "mqtt://localhost", "--node", "n"},
        {"pump", "--frobnicate"},
    };
    for (std::vector<std::string> arguments : cases) {
        arguments.insert(arguments.begin(), "call");
        const finished done = run_weir(arguments);
        EXPECT_EQ(done.status, 2) << ::testing::PrintToString(arguments);
        EXPECT_NE(done.out + done.err, "");
    }
}

TEST_F(call, says_that_no_broker_is_there) {
    const auto began = std::chrono::steady_clock::now();
    const finished done = run_weir(
        {"call", "pump", "--url", "mqtt://localhost:" + std::to_string(free_port()), "--node", "bench"});
    EXPECT_EQ(done.status, 1);
    EXPECT_THAT(done.err, HasSubstr("the broker cannot be reached"));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

TEST(call_guarded, gives_the_user_of_its_url) {
    broker server({.username = "me", .password = "right"});
    const std::string at = "@localhost:" + std::to_string(server.port());
    const finished wrong = run_weir({"call", "pump", "--url", "mqtt://me:wrong" + at, "--node", "n"});
    EXPECT_EQ(wrong.status, 1);
    EXPECT_THAT(wrong.err, HasSubstr("the broker"));
    mqtt_client daemon(server.port(), {.username = "me", .password = "right"});
    daemon.publish("weir/n/status", "offline", 1, true);
    const finished right = run_weir({"call", "pump", "--url", "mqtt://me:right" + at, "--node", "n"});
    EXPECT_EQ(right.err, "weir: node n is offline\n");
}

// What one thread writes and flushes, and another may look at.
class shared_text : public std::stringbuf {
public:
    std::string flushed() const {
        const std::scoped_lock held(mutex_);
        return flushed_;
    }

private:
    int sync() override {
        const std::scoped_lock held(mutex_);
        flushed_ = str();
        return 0;
    }

    mutable std::mutex mutex_;
    std::string flushed_;
};

// The same in this process, so that nobody has to wait as long as people do.
class call_here : public call {
protected:
    call_here() {
        options.command = "pump";
        options.url = url();
        options.node = "bench";
        options.patience = options.last_patience = 200ms;
    }

    call_options options;
    shared_text shown;
    std::ostream out{&shown};
    std::ostringstream errors;
};

TEST_F(call_here, says_that_nobody_answers) {
    EXPECT_EQ(call_command(options, out, errors), 1);
    EXPECT_EQ(errors.str(), "weir: no answer from weir/bench: is weir running there?\n");
    await_request();
}

TEST_F(call_here, says_that_a_node_does_not_answer) {
    daemon.publish("weir/bench/status", "online", 1, true);
    EXPECT_EQ(call_command(options, out, errors), 1);
    EXPECT_EQ(errors.str(), "weir: no answer from weir/bench, though it is online\n");
}

TEST_F(call_here, gives_up_a_broker_that_hangs) {
    options.reach = 200ms;
    server.suspend();
    EXPECT_EQ(call_command(options, out, errors), 1);
    EXPECT_THAT(errors.str(), HasSubstr("the broker does not answer"));
    server.resume();
}

TEST_F(call_here, gives_up_what_does_not_end_although_it_was_canceled) {
    options.patience = 60s;
    const auto playing = std::async(std::launch::async, [&] {
        say(await_request(), R"("state":"accepted")");
        EXPECT_TRUE(wait_until([&] { return shown.flushed() == "accepted\n"; }));
        ::kill(::getpid(), SIGINT);
        await("weir/bench/cmd/pump/cancel");
    });
    EXPECT_EQ(call_command(options, out, errors), 1);
    EXPECT_EQ(shown.flushed(), "accepted\n");
    // Before it, perhaps, that the broker was slow to take the cancellation.
    EXPECT_THAT(errors.str(),
                EndsWith("weir: canceled, but it did not end; what became of the command is unknown\n"));
}

}  // namespace
}  // namespace weir::test
