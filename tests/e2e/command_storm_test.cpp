#include <algorithm>
#include <fmt/format.h>
#include <random>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

// Everything at once, by chance: whatever happens, each request has one end, told once everywhere.
class command_storm : public command_scene {
protected:
    static constexpr int lines = 3;

    command_storm() {
        for (int i = 0; i < lines; ++i) {
            devices.push_back(&simulate(name_of(i)));
            give_manners(*devices.back());
        }
    }

    static std::string name_of(int line) { return std::string(1, static_cast<char>('a' + line)); }
    // A device with moods: which one a line meets depends on its number.
    static void give_manners(device& with) {
        with.answers(std::regex("[QSR] (.*[0-4])"), "OK $1");
        with.answers(std::regex("[QSR] (.*5)"), late(30ms, "OK $1"));
        with.answers(std::regex("[QSR] (.*6)"), "ERR $1");
        with.answers(std::regex("[QSR] (.*7)"), late(150ms, "OK $1"));
        with.answers(std::regex("[QSR] (.*8)"), twice(in_pieces("OK $1")));
        with.answers(std::regex("X (.*[02468])"), "STOPPED $1");
        with.answers("H", "HALTED");
    }
    void begin_all() {
        std::string ports;
        std::string commands;
        for (int i = 0; i < lines; ++i) {
            const std::string name = name_of(i);
            ports += fmt::format("  {0}: {{ path: PTY/{0} }}\n", name);
            commands += fmt::format(R"(
  q{0}: {{ port: {0}, params: {{ n: {{ type: integer }} }}, write: "Q {{n}}\n", expect: '^OK {{n}}$', reject: '^ERR {{n}}$',
    timeout: 100ms, settle: 20ms, retries: 1, cancel: {{ write: "X {{n}}\n", expect: '^STOPPED {{n}}$', timeout: 50ms }} }}
  s{0}: {{ port: {0}, params: {{ n: {{ type: integer }} }}, write: "S {{n}}\n", expect: '^OK {{n}}$', timeout: 100ms,
    settle: 20ms, on_busy: supersede, preempt: true, max_age: 300ms, cancel: {{ write: "X {{n}}\n" }} }}
  r{0}: {{ port: {0}, params: {{ n: {{ type: integer }} }}, write: "R {{n}}\n", expect: '^OK {{n}}$', timeout: 100ms,
    settle: 20ms, on_busy: reject, interlock: [q{1}] }}
  w{0}: {{ port: {0}, params: {{ n: {{ type: integer }} }}, write: "W {{n}}\n" }}
  h{0}: {{ port: {0}, write: "H\n", expect: ^HALTED, timeout: 100ms, settle: 10ms, priority: emergency }}
)",
                                    name, name_of((i + 1) % lines));
        }
        begin("ports:\n" + ports + "limits: { commands: 2, queue: 20, queue_per_port: 10 }\ncommands:\n" +
              commands);
    }
    int pick(int below) { return std::uniform_int_distribution<>(0, below - 1)(random_); }

    // Not so many that all are rejected.
    void await_few_open() {
        const auto ended = [](const command_ledger& all) {
            return [&all](const std::string& id) { return !all.of(id).finals().empty(); };
        };
        const auto few = [&](const command_ledger& all) {
            std::erase_if(open_, ended(all));
            return open_.size() < 12;
        };
        await_that(few, "some ends");
    }
    void happen(int n) {
        await_few_open();
        const int line = pick(lines);
        const int what = pick(100);
        if (what == 0) {
            if (devices[static_cast<std::size_t>(line)]->plugged_in())
                devices[static_cast<std::size_t>(line)]->hang_up();
        } else if (what <= 8) {
            for (device* each : devices) {
                if (!each->plugged_in()) each->come_back();
            }
        } else if (what <= 20) {
            if (!ids_.empty()) cancel_one();
        } else if (what <= 24) {
            follow(ask("h" + name_of(line)));
        } else if (what == 25) {
            ask("sys-cancel-all");
        } else {
            const std::string command = std::string(1, "qqqssrw"[pick(7)]) + name_of(line);
            follow(ask(command, fmt::format(R"({{"n": {}}})", n)));
            commands_[ids_.back()] = command;
        }
    }
    void follow(const std::string& id) {
        ids_.push_back(id);
        open_.push_back(id);
    }
    void cancel_one() {
        const std::string& id =
            ids_[ids_.size() - 1 -
                 static_cast<std::size_t>(pick(std::min<int>(8, static_cast<int>(ids_.size()))))];
        const auto command = commands_.find(id);
        if (command != commands_.end()) cancel(command->second, pick(4) == 0 ? "" : id);
    }
    void expect_one_end(const std::string& id) {
        SCOPED_TRACE(id);
        await_audit(id);
        const command_ledger::entry& all = ledger().of(id);
        ASSERT_EQ(all.finals().size(), 1U);
        ASSERT_EQ(all.answers.size(), 1U);
        ASSERT_EQ(all.audit.size(), 1U);
        const said final = all.finals().front();
        EXPECT_EQ(final.message.payload, all.answers[0].message.payload);
        EXPECT_EQ(final.state(), all.audit[0].state());
        EXPECT_EQ(final.json, all.status.back().json) << "nothing follows the end";
        const bool started = final.json.at("started_at").is_string();
        EXPECT_EQ(started, final.json.at("attempts").as_int64() > 0);
        const bool left = final.text("code") != "UNAVAILABLE" || final.text("effect") != "none";
        EXPECT_EQ(started && left, !all.audit[0].text("written").empty()) << final.message.payload;
        if (!started) {
            EXPECT_EQ(final.text("effect"), "none") << final.message.payload;
        }
        EXPECT_GE(final.json.at("duration_ms").as_int64(), 0);
    }

    std::vector<device*> devices;
    std::vector<std::string> ids_;
    std::vector<std::string> open_;                // as far as is known
    std::map<std::string, std::string> commands_;  // by id

private:
    // Another storm: --gtest_shuffle --gtest_random_seed=N.
    std::mt19937 random_{static_cast<unsigned>(::testing::UnitTest::GetInstance()->random_seed())};
};

TEST_F(command_storm, leaves_each_request_with_one_end) {
    begin_all();
    for (int n = 0; n < 600; ++n)
        happen(n);
    for (const std::string& id : ids_)
        await_final(id);
    for (device* each : devices) {
        if (!each->plugged_in()) each->come_back();
    }
    catch_up();
    for (const std::string& id : ids_)
        expect_one_end(id);
    std::map<std::string, int> count;
    for (const std::string& id : ids_)
        ++count[await_final(id).state()];
    for (const char* state : {"succeeded", "failed", "canceled", "superseded"})
        EXPECT_GT(count[state], 0) << state;
    EXPECT_EQ(weir().stop(), 0) << weir().log();
}

}  // namespace
}  // namespace weir::test
