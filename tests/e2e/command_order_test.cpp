#include <algorithm>
#include <fmt/format.h>

#include "daemon/iso_8601.hpp"
#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Many requests at once, on one line and on several.
class command_order : public command_scene {
protected:
    std::size_t open_requests(const std::vector<std::string>& ids) {
        const auto is_open = [this](const std::string& id) { return ledger().of(id).finals().empty(); };
        return static_cast<std::size_t>(std::ranges::count_if(ids, is_open));
    }
    void await_ends(const std::vector<std::string>& ids, std::size_t still_open = 0) {
        std::size_t first = 0;  // that may be open
        const auto ended = [&](const command_ledger& all) {
            while (first + still_open < ids.size() && !all.of(ids[first]).finals().empty())
                ++first;
            return first + still_open >= ids.size();
        };
        await_that(ended, "the end of many");
    }
    // Each was told once, everywhere.
    void expect_one_end_each(const std::vector<std::string>& ids) {
        for (const std::string& id : ids)
            await_audit(id);
        catch_up();
        for (const std::string& id : ids) {
            const command_ledger::entry& all = ledger().of(id);
            ASSERT_EQ(all.finals().size(), 1U) << id;
            ASSERT_EQ(all.answers.size(), 1U) << id;
            ASSERT_EQ(all.audit.size(), 1U) << id;
            ASSERT_EQ(all.answers[0].message.payload, all.finals()[0].message.payload);
        }
    }
    std::vector<std::string> that_ended(const std::vector<std::string>& ids, const std::string& state) {
        std::vector<std::string> chosen;
        std::ranges::copy_if(ids, std::back_inserter(chosen), [&](const std::string& id) {
            return ledger().of(id).finals().front().state() == state;
        });
        return chosen;
    }
    static std::string number(int n) { return fmt::format(R"({{"n": {}}})", n); }
};

TEST_F(command_order, of_a_thousand_in_a_row_is_kept_and_none_is_lost) {
    device& arduino = simulate("arduino");
    arduino.answers(std::regex("N (.*)"), "OK N $1");
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
limits: { queue_per_port: 64 }
commands:
  set:
    { port: arduino, params: { n: { type: integer } }, write: "N {n}\n", expect: '^OK N {n}$', timeout: 60s,
      max_age: 10min }
)");
    std::vector<std::string> ids;
    std::vector<std::string> lines;
    for (int n = 0; n < 1000; ++n) {
        ids.push_back(ask("set", number(n)));
        lines.push_back("N " + std::to_string(n));
        await_ends(ids, 50);
    }
    await_ends(ids);
    expect_one_end_each(ids);
    EXPECT_EQ(that_ended(ids, "succeeded").size(), 1000U);
    EXPECT_EQ(arduino.received(), lines);
    std::vector<std::string> audited = ledger().audited();
    std::erase_if(audited, [&](const std::string& id) { return std::ranges::find(ids, id) == ids.end(); });
    EXPECT_EQ(audited, ids);
}

TEST_F(command_order, of_a_flood_is_kept_and_each_one_is_answered) {
    device& arduino = simulate("arduino");
    arduino.answers(std::regex("N (.*)"), late(5ms, "OK N $1"));
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  set: { port: arduino, params: { n: { type: integer } }, write: "N {n}\n", expect: '^OK N {n}$', timeout: 60s }
)");
    std::vector<std::string> ids;
    for (int n = 0; n < 300; ++n)
        ids.push_back(ask("set", number(n)));
    await_ends(ids);
    expect_one_end_each(ids);
    const auto done = that_ended(ids, "succeeded");
    const auto refused = that_ended(ids, "rejected");
    EXPECT_EQ(done.size() + refused.size(), ids.size());
    for (const std::string& id : refused)
        EXPECT_EQ(await_final(id).text("code"), "RESOURCE_EXHAUSTED");
    std::vector<std::string> lines;
    for (const std::string& id : done)
        lines.push_back(fmt::format("N {}", await_audit(id).json.at("params").at("n").as_int64()));
    EXPECT_EQ(arduino.received(), lines);
}

class command_limits_test : public command_order {
protected:
    // `lines` devices a, b, c ... each with a command of its name.
    void begin_with_lines(int lines, const std::string& limits) {
        std::string ports;
        std::string commands;
        for (int i = 0; i < lines; ++i) {
            const std::string name(1, static_cast<char>('a' + i));
            devices.push_back(&simulate(name));
            ports += fmt::format("  {0}: {{ path: PTY/{0} }}\n", name);
            commands += fmt::format(
                "  {0}: {{ port: {0}, params: {{ n: {{ type: integer }} }}, write: \"N {{n}}\\n\",\n"
                "      expect: '^OK N {{n}}$', timeout: 10min, max_age: 10min }}\n",
                name);
        }
        begin("ports:\n" + ports + "limits: " + limits + "\ncommands:\n" + commands);
    }
    std::string ask_of(std::size_t line, int n) {
        return ask(std::string(1, static_cast<char>('a' + line)), number(n));
    }

    std::vector<device*> devices;
};

TEST_F(command_limits_test, no_more_run_at_once_than_may) {
    begin_with_lines(5, "{ commands: 2 }");
    std::vector<std::string> ids;
    for (std::size_t line = 0; line < 5; ++line)
        ids.push_back(ask_of(line, 7));
    // As soon as one has ended the next one begins, in the order of their coming.
    for (std::size_t line = 0; line < 5; ++line) {
        const std::size_t last_running = std::min<std::size_t>(line + 1, 4);
        await_state_of(ids[last_running], "running");
        EXPECT_TRUE(devices[last_running]->receives("N 7"));
        catch_up();
        for (std::size_t other = last_running + 1; other < 5; ++other) {
            EXPECT_THAT(states(ids[other]), ElementsAre("accepted"));
            EXPECT_THAT(devices[other]->received(), IsEmpty());
        }
        devices[line]->says("OK N 7");
        expect_end(ids[line], {"succeeded", "OK", "applied"});
    }
}

TEST_F(command_limits_test, a_hundred_on_several_lines_overlap_no_more_than_they_may) {
    constexpr auto delay = 10ms;
    begin_with_lines(5, "{ commands: 3, queue: 100, queue_per_port: 64 }");
    for (device* each : devices)
        each->answers(std::regex("N (.*)"), late(delay, "OK N $1"));
    std::vector<std::string> ids;
    for (int n = 0; n < 100; ++n)
        ids.push_back(ask_of(static_cast<std::size_t>(n) % 5, n));
    await_ends(ids);
    expect_one_end_each(ids);
    EXPECT_EQ(that_ended(ids, "succeeded").size(), 100U);

    // From when a device has heard it until it answers a request is open for sure.
    std::vector<std::pair<device::clock::time_point, int>> changes;
    for (const device* each : devices) {
        EXPECT_EQ(each->received().size(), 20U);
        for (const device::heard& line : each->all_heard()) {
            changes.emplace_back(line.at, 1);
            changes.emplace_back(line.at + delay, -1);
        }
    }
    std::ranges::sort(changes);
    int open = 0;
    int most = 0;
    for (const auto& [when, change] : changes)
        most = std::max(most, open += change);
    EXPECT_LE(most, 3);
}

TEST_F(command_order, keeps_apart_what_is_interlocked) {
    device& left = simulate("left");
    device& right = simulate("right");
    begin(R"(
ports: { left: { path: PTY/left }, right: { path: PTY/right } }
commands:
  up: { port: left, write: "U\n", expect: ^OK U, timeout: 10min, settle: 0s, interlock: [down] }
  down: { port: right, write: "D\n", expect: ^OK D, timeout: 10min, settle: 0s }
  light: { port: right, write: "L\n" }
)");
    const std::string up = ask("up");
    await_state_of(up, "running");
    const std::string down = ask("down");
    const std::string light = ask("light");
    expect_end(light, {"succeeded", "OK", "unknown"});
    EXPECT_THAT(states(down), ElementsAre("accepted"));
    EXPECT_EQ(right.count("D"), 0U);
    left.says("OK U");
    expect_end(up, {"succeeded", "OK", "applied"});
    await_state_of(down, "running");
    const std::string again = ask("up");
    await_state_of(again, "accepted");
    catch_up();
    EXPECT_THAT(states(again), ElementsAre("accepted"));
    cancel("down", down);
    await_state_of(again, "running");
    left.says("OK U");
    expect_end(again, {"succeeded", "OK", "applied"});
}

TEST_F(command_order, of_a_burst_that_supersedes_ends_with_the_last_value) {
    device& arduino = simulate("arduino");
    arduino.answers(std::regex("N (.*)"), late(3ms, "OK N $1"));
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
limits: { queue_per_port: 1 }
commands:
  set:
    { port: arduino, params: { n: { type: integer } }, write: "N {n}\n", expect: '^OK N {n}$', timeout: 60s,
      on_busy: supersede }
)");
    std::vector<std::string> ids;
    for (int n = 0; n < 200; ++n)
        ids.push_back(ask("set", number(n)));
    await_ends(ids);
    expect_one_end_each(ids);
    EXPECT_EQ(arduino.received().back(), "N 199");
    const auto done = that_ended(ids, "succeeded");
    EXPECT_EQ(done.back(), ids.back());
    EXPECT_EQ(done.size() + that_ended(ids, "superseded").size(), ids.size());
    EXPECT_EQ(arduino.received().size(), done.size());
}

TEST_F(command_order, of_a_burst_slowed_by_a_rate_ends_with_the_last_value) {
    device& arduino = simulate("arduino");
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  set: { port: arduino, params: { n: { type: integer } }, write: "N {n}\n", on_busy: supersede, rate: 2/s }
)");
    std::vector<std::string> ids;
    for (int n = 0; n < 20; ++n)
        ids.push_back(ask("set", number(n)));
    await_ends(ids);
    EXPECT_TRUE(arduino.receives("N 19"));
    std::vector<wall_time> started;
    for (const std::string& id : that_ended(ids, "succeeded"))
        started.push_back(parse_iso_8601(await_final(id).text("started_at")).value());
    for (std::size_t i = 2; i < started.size(); ++i)
        EXPECT_GE(started[i] - started[i - 2], 990ms) << "more than two in a second";
}

}  // namespace
}  // namespace weir::test
