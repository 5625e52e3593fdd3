#include <csignal>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// `weir call`, a real weir and a device.
class command_call : public command_scene {
protected:
    command_call() : arduino(simulate("arduino")) {
        arduino.answers("V OPEN", "OK V 12.5");
        arduino.answers("V SHUT", "ERR jammed");
        arduino.answers("X", "STOPPED");
    }
    void begin_all(std::string_view mqtt = "") {
        begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  valve:
    { port: arduino, params: { to: { enum: [OPEN, SHUT, HALF] } }, write: "V {to}\n", expect: '^OK V (?P<s>.*)$',
      reject: ^ERR, timeout: 10min, cancel: { write: "X\n", expect: ^STOPPED, timeout: 60s } }
)",
              mqtt);
    }
    std::vector<std::string> command_line(const std::string& command, const std::string& argument) const {
        return {WEIR_BINARY, "call",  command, argument,
                "--node",    "bench", "--url", "mqtt://localhost:" + std::to_string(broker_.port())};
    }
    finished call(const std::string& command, const std::string& argument) const {
        return run(command_line(command, argument));
    }

    device& arduino;
};

TEST_F(command_call, gets_the_device_s_answer) {
    for (const char* mqtt : {"protocol: 5", "protocol: 3.1.1"}) {
        begin_all(mqtt);
        const finished done = call("valve", "to=OPEN");
        EXPECT_EQ(done.status, 0) << mqtt << done.err;
        EXPECT_THAT(done.out, MatchesRegex("accepted\nrunning\nsucceeded in [0-9]+ ms: \\{\"s\":12.5\\}\n"));
        EXPECT_EQ(weir().stop(), 0) << weir().log();
    }
}

TEST_F(command_call, says_why_it_failed) {
    begin_all();
    const finished no = call("valve", "to=SHUT");
    EXPECT_EQ(no.status, 1);
    EXPECT_THAT(no.err, HasSubstr("arduino says: ERR jammed (DEVICE_ERROR, effect none)"));
    const finished wrong = call("valve", "to=OPENED");
    EXPECT_EQ(wrong.status, 1);
    EXPECT_THAT(wrong.err, HasSubstr("rejected"));
    EXPECT_THAT(wrong.err, HasSubstr("one of OPEN, SHUT, HALF"));
    const finished missing = call("vent", "to=OPEN");
    EXPECT_EQ(missing.status, 1);
    EXPECT_THAT(missing.err, HasSubstr("there is no command 'vent'"));
}

TEST_F(command_call, calls_the_command_off_with_ctrl_c) {
    begin_all();
    process caller(command_line("valve", "to=HALF"));
    EXPECT_TRUE(arduino.receives("V HALF"));
    expect(wait_until([&] { return caller.out().find("running") != std::string::npos; }), "running");
    caller.signal(SIGINT);
    EXPECT_EQ(caller.wait(), 1);
    EXPECT_THAT(caller.out(), HasSubstr("canceling"));
    EXPECT_THAT(caller.err(), HasSubstr("confirmed by arduino (CANCELLED, effect unknown)"));
    EXPECT_EQ(arduino.count("X"), 1U);
}

}  // namespace
}  // namespace weir::test
