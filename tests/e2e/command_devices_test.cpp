#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Devices and their manners, on a port that also has a source.
class command_devices : public command_scene {
protected:
    command_devices() : arduino(simulate("arduino")) {}

    void begin_with(const std::string& commands, const std::string& decode = "text",
                    const std::string& more = "") {
        begin("ports: { arduino: { path: PTY/arduino } }\nsources: { climate: { port: arduino, decode: " +
                  decode + " } }\n" + more + "\ncommands:\n" + commands,
              "stats: 100ms");
        await("climate/availability", "online");
    }
    std::vector<std::string> samples() const {
        std::vector<std::string> all;
        for (const std::string& each : payloads("climate/state"))
            all.emplace_back(json_of(each).at("value").as_string());
        return all;
    }
    void await_late_answers(std::uint64_t count) {
        await_stats([count](const boost::json::object& stats) {
            return stats.at("commands").at("late_answers").to_number<std::uint64_t>() == count;
        });
    }

    device& arduino;
};

TEST_F(command_devices, that_answer_late_are_heard_by_nobody) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 100ms, settle: 10s }
)");
    const std::string id = ask("valve");
    expect_answer(await_final(id), {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
    arduino.says("21.5");
    arduino.says("OK V");
    arduino.says("22.5");
    await_late_answers(1);
    await_count("climate/state", 2);
    EXPECT_THAT(samples(), ElementsAre("21.5", "22.5")) << "the late answer is no sample";
    EXPECT_THAT(ledger().of(id).audit, IsEmpty()) << "the line still rests";
    arduino.hang_up();
    EXPECT_EQ(await_audit(id).text("late"), "OK V");
    expect_end(id, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
}

TEST_F(command_devices, that_answer_late_do_not_answer_the_next_command) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 300ms, settle: 3s }
  next: { port: arduino, write: "N\n", expect: ^OK V, timeout: 300ms, settle: 0s }
)");
    const std::string first = ask("valve");
    expect_answer(await_final(first), {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
    const std::string second = ask("next");
    await_state_of(second, "accepted");
    arduino.says("OK V");
    await_late_answers(1);
    expect_end(second, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
    EXPECT_EQ(await_audit(first).text("late"), "OK V");
    EXPECT_FALSE(await_audit(second).json.contains("late"));
    EXPECT_THAT(samples(), IsEmpty());
}

TEST_F(command_devices, that_confirm_a_cancel_late_are_heard_by_nobody) {
    begin_with(R"(
  valve:
    { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min, settle: 10s,
      cancel: { write: "X\n", expect: ^STOPPED, timeout: 100ms } }
)");
    const std::string id = ask("valve");
    await_state_of(id, "running");
    cancel("valve", id);
    expect_answer(await_final(id), {"canceled", "CANCELLED", "unknown", "not confirmed"});
    arduino.says("STOPPED");
    arduino.says("22.5");
    await_count("climate/state", 1);
    EXPECT_THAT(samples(), ElementsAre("22.5"));
    arduino.hang_up();
    EXPECT_EQ(await_audit(id).text("late"), "STOPPED");
}

TEST_F(command_devices, that_keep_silent_are_asked_again) {
    begin_with(R"(
  mute: { port: arduino, write: "M\n", expect: ^OK M, timeout: 100ms, settle: 20ms, retries: 2 }
)");
    const std::string id = ask("mute");
    expect_end(id, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "no reply"});
    const said final = await_final(id);
    EXPECT_EQ(final.json.at("attempts"), 3);
    EXPECT_GE(final.json.at("duration_ms").as_int64(), 3 * 100 + 2 * 20);
    EXPECT_THAT(states(id), ElementsAre("accepted", "running", "timed_out"));
    expect_heard(arduino, {"M", "M", "M"});
    EXPECT_EQ(await_audit(id).text("written"), "4d0a4d0a4d0a");
}

TEST_F(command_devices, that_answer_the_second_time_have_done_it) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 300ms, settle: 0s, retries: 10 }
)");
    arduino.answers("V", "OK V");
    arduino.answers("V", once(silent()));
    const std::string id = ask("valve");
    expect_end(id, {"succeeded", "OK", "applied"});
    EXPECT_GE(await_final(id).json.at("attempts").as_int64(), 2);
}

TEST_F(command_devices, that_say_no_the_second_time_may_have_done_it) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: ^OK V, reject: ^ERR, timeout: 300ms, settle: 0s, retries: 10 }
)");
    arduino.answers("V", "ERR done already");
    arduino.answers("V", once(silent()));
    expect_end(ask("valve"), {"failed", "DEVICE_ERROR", "unknown", "ERR done already"});
}

TEST_F(command_devices, that_answer_twice_answer_once_and_say_something_else) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 60s }
)");
    arduino.answers("V", twice("OK V"));
    const std::string id = ask("valve");
    expect_end(id, {"succeeded", "OK", "applied"});
    await_count("climate/state", 1);
    EXPECT_THAT(samples(), ElementsAre("OK V")) << "nobody waits for it: it goes to the source";
}

TEST_F(command_devices, that_answer_in_pieces_are_understood) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: '^OK V (?P<text>\w+)$', timeout: 60s }
)");
    arduino.answers("V", in_pieces("OK V completely"));
    const std::string id = ask("valve");
    expect_end(id, {"succeeded", "OK", "applied"});
    EXPECT_EQ(await_final(id).json.at("result"), (boost::json::object{{"text", "completely"}}));
}

TEST_F(command_devices, that_disappear_and_come_back_work_again) {
    arduino.answers("INIT", "OK INIT");
    begin_with(R"(
  init: { port: arduino, write: "INIT\n", expect: ^OK INIT, timeout: 60s, run_on: open }
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 60s }
)");
    for (int round = 1; round <= 3; ++round) {
        EXPECT_TRUE(arduino.receives("INIT", static_cast<std::size_t>(round)));
        arduino.answers("V", once(gone()));
        expect_end(ask("valve"), {"failed", "UNAVAILABLE", "unknown", "gone"});
        await_state("arduino", "lost");
        arduino.come_back();
        await_state("arduino", "open");
        arduino.answers("V", once("OK V"));
        expect_end(ask("valve"), {"succeeded", "OK", "applied"});
    }
    EXPECT_EQ(arduino.count("V"), 6U);
}

TEST_F(command_devices, that_do_not_take_what_is_written_lose_their_port) {
    std::string much;
    for (int i = 0; i < 100; ++i)
        much += "{t}";
    begin_with("  big: { port: arduino, params: { t: { type: text } }, write: \"" + much +
               "\\n\", expect: ^OK, timeout: 200ms, settle: 0s }\n"
               "  valve: { port: arduino, write: \"V\\n\", expect: ^OK V, timeout: 500ms, settle: 0s }\n");
    arduino.answers("V", "OK V");
    arduino.reads(false);
    const std::string id = ask("big", R"({"t": ")" + std::string(1024, 'b') + "\"}");
    expect_end(id, {"timed_out", "DEADLINE_EXCEEDED", "unknown", "did not take what was written in 200 ms"});
    EXPECT_EQ(await_audit(id).text("written").size(), 2 * 256U) << "the first bytes of it";
    await_state("arduino", "open");
    arduino.reads(true);
    // The first one follows what was left of the long line.
    const auto works = [&] {
        const std::string next = ask("valve");
        return await_final(next).state() == "succeeded";
    };
    expect(wait_until(works), "the port to work again");
}

TEST_F(command_devices, go_on_with_their_telemetry_while_a_command_waits) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min }
)",
               "{ csv: { columns: [n] } }");
    arduino.says_every(5ms, [](std::uint64_t n) { return std::to_string(n); });
    const std::string id = ask("valve");
    await_state_of(id, "running");
    await_count("climate/state", payloads("climate/state").size() + 50);
    arduino.says("OK V");
    expect_end(id, {"succeeded", "OK", "applied"});
    await_count("climate/state", payloads("climate/state").size() + 20);
    std::int64_t seq = 0;
    for (const std::string& each : payloads("climate/state")) {
        const boost::json::object sample = json_of(each);
        ASSERT_EQ(sample.at("seq"), ++seq);
        ASSERT_EQ(sample.at("n").to_number<double>(), static_cast<double>(seq - 1)) << "a line was lost";
    }
}

// The broker hangs, so nothing can be told for now; the device is heard all the same, and goes on working.
TEST_F(command_devices, are_heard_though_the_outbox_is_full) {
    begin_with(R"(
  valve: { port: arduino, write: "V\n", expect: ^OK V, timeout: 10min }
  lamp: { port: arduino, write: "L\n", timeout: 60s }
)",
               "text", "limits: { outbox: 10 }\npublish: { qos: 1 }");
    const std::string first = ask("valve");
    await_state_of(first, "running");
    const std::string second = ask("lamp");
    await_state_of(second, "accepted");
    broker_.suspend();
    constexpr std::size_t lines = 1000;
    for (std::size_t i = 0; i < lines; ++i)
        arduino.says("21.5");
    arduino.says("OK V");
    EXPECT_TRUE(arduino.receives("L"));
    EXPECT_THAT(ledger().of(first).finals(), IsEmpty());
    broker_.resume();
    expect_end(first, {"succeeded", "OK", "applied"});
    expect_end(second, {"succeeded", "OK", "unknown"});
    const boost::json::object stats = await_stats([&](const boost::json::object& all) {
        const boost::json::value& source = all.at("sources").at("climate");
        return source.at("decoded").to_number<std::size_t>() == lines &&
               all.at("mqtt").at("outbox").to_number<int>() == 0;
    });
    EXPECT_GT(stats.at("sources").at("climate").at("dropped").to_number<int>(), 0);
}

}  // namespace
}  // namespace weir::test
