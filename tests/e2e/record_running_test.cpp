#include <csignal>
#include <filesystem>

#include "tests/e2e/command_scene.hpp"
#include "tests/e2e/heard.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// `weir record NAME` beside the daemon.
class record_running : public command_scene {
protected:
    void record(const std::string& port, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {WEIR_BINARY, "record", port, "-o", file, "--control", weir().control()});
        running = std::make_unique<process>(std::move(more));
        expect(wait_until([&] { return says("recording to"); }), running->err());
    }
    bool says(std::string_view what) const { return running->err().find(what) != std::string::npos; }
    void await_bytes(std::size_t count) {
        expect(wait_until([&] { return heard(content_of(file)).received.size() >= count; }), "the bytes");
    }
    void stop() {
        running->signal(SIGINT);
        EXPECT_EQ(running->wait(), 0) << running->err();
    }

    static constexpr std::string_view bench = R"(
ports:
  arduino: { path: PTY/arduino, frame: { line: { max: 4000 } } }
  relay:   { path: PTY/relay }
sources:
  climate: { port: arduino, decode: text }
commands:
  light: { port: relay, write: "ON\n", expect: "^OK$", timeout: 20s }
)";
    const temp_folder files;
    const std::string file = files / "one.wrec";
    std::unique_ptr<process> running;
};

TEST_F(record_running, has_every_byte_that_the_daemon_read_meanwhile) {
    pty& arduino = plug("arduino");
    start(bench);
    await("climate/availability", "online");
    const auto before = std::chrono::system_clock::now();
    record("arduino");
    std::string sent;
    for (int i = 0; i < 3000; ++i)
        sent += "line " + std::to_string(i) + (i % 7 == 0 ? "\xff\r\n" : "\n");
    for (std::size_t at = 0; at < sent.size(); at += 777)
        arduino.write(std::string_view(sent).substr(at, 777));
    await_bytes(sent.size());
    await_count("climate/state", 2000);
    stop();
    const heard all(content_of(file));
    EXPECT_EQ(all.received, sent);
    EXPECT_EQ(all.sent, "");
    EXPECT_EQ(all.error, "");
    EXPECT_THAT(all.kinds, ElementsAre("received"));
    EXPECT_THAT(running->out(),
                HasSubstr(file + ": " + std::to_string(sent.size()) + " bytes of arduino in "));
    std::istringstream in(content_of(file));
    const recording_reader reader(in);
    EXPECT_EQ(reader.head()->port, "arduino");
    EXPECT_GE(reader.head()->began, before);
    EXPECT_LE(reader.head()->began, std::chrono::system_clock::now());
}

TEST_F(record_running, has_what_a_command_writes_and_what_is_answered) {
    device& relay = simulate("relay");
    plug("arduino");
    relay.answers("ON", "OK");
    begin(bench);
    record("relay");
    EXPECT_EQ(await_final(ask("light")).state(), "succeeded");
    await_bytes(3);
    stop();
    const heard all(content_of(file));
    EXPECT_THAT(all.kinds, ElementsAre("sent", "received"));
    EXPECT_EQ(all.sent, "ON\n");
    EXPECT_EQ(all.received, "OK\n");
    EXPECT_THAT(running->out(), HasSubstr(": 3 bytes of relay in "));
    EXPECT_THAT(running->out(), HasSubstr(", 3 to it, "));
}

TEST_F(record_running, is_whole_when_the_daemon_ends) {
    pty& arduino = plug("arduino");
    for (const int how : {SIGTERM, SIGKILL}) {
        start(bench);
        await_state("arduino", "open");
        record("arduino");
        arduino.write("one\ntwo\nthr");
        await_bytes(11);
        weir().child().signal(how);
        EXPECT_EQ(running->wait(), 1);
        EXPECT_TRUE(says("has ended, or hung up")) << running->err();
        EXPECT_THAT(running->out(), HasSubstr(": 11 bytes of arduino"));
        const heard all(content_of(file));
        EXPECT_EQ(all.received, "one\ntwo\nthr");
        EXPECT_EQ(all.error, "");
    }
}

TEST_F(record_running, says_what_is_missing_since_it_was_too_slow) {
    pty& arduino = plug("arduino");
    start(bench);
    await("climate/availability", "online");
    record("arduino");
    running->signal(SIGSTOP);
    for (std::size_t i = 1; i <= 1500; ++i)
        arduino.write(std::string(2000, 'x') + "\n");
    await_count("climate/state", 1500);
    running->signal(SIGCONT);
    expect(wait_until([&] { return says("are missing here"); }), "what is missing");
    arduino.write("the end\n");
    expect(wait_until([&] { return heard(content_of(file)).received.ends_with("the end\n"); }), "the end");
    stop();
    const heard all(content_of(file));
    EXPECT_EQ(all.error, "");
    EXPECT_LT(all.received.size(), std::size_t{1500} * 2001);
    EXPECT_THAT(all.kinds, ElementsAre("received", "closed", "opened", "received"));
    EXPECT_THAT(running->out(), HasSubstr(" reads and writes are missing\n"));
}

TEST_F(record_running, ends_when_its_time_is_over_or_the_file_full) {
    pty& arduino = plug("arduino");
    start(bench);
    await("climate/availability", "online");
    record("arduino", {"--seconds", "0.3"});
    EXPECT_EQ(running->wait(), 0) << running->err();
    record("arduino", {"--max-size", "4KiB"});
    for (int i = 0; i < 60; ++i)
        arduino.write(std::string(99, 'x') + "\n");
    EXPECT_EQ(running->wait(), 0) << running->err();
    EXPECT_TRUE(says("it has reached its greatest size")) << running->err();
    EXPECT_LE(std::filesystem::file_size(file), 4096U);
    EXPECT_EQ(heard(content_of(file)).error, "");
}

TEST_F(record_running, says_why_it_cannot_be) {
    plug("arduino");
    start(bench);
    await_state("arduino", "open");
    const std::string control = weir().control();
    const struct {
        std::vector<std::string> arguments;
        int code;
        std::string error;
    } table[] = {
        {{"nano", "--control", control}, 1, R"(the daemon says: there is no port "nano")"},
        {{"climate", "--control", control}, 1, R"(the daemon says: there is no port "climate")"},
        {{"arduino", "--control", control + "x"}, 1, "no weir daemon listens at"},
        {{"arduino", "--control", control, "-c", "weir.yaml"}, 2, "--config excludes --control"},
        {{"arduino", "--control", control, "--baud", "9600"}, 2, "the line of port 'arduino'"},
        {{"/dev/ttyUSB0", "--control", control}, 2, "knows its ports by their names"},
    };
    for (const auto& [arguments, code, error] : table) {
        std::vector<std::string> all{"record", "-o", file};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const finished ended = run_weir(all);
        EXPECT_EQ(ended.status, code) << ended.err;
        EXPECT_THAT(ended.err, HasSubstr(error));
        EXPECT_FALSE(std::filesystem::exists(file));
    }
}

}  // namespace
}  // namespace weir::test
