#include "tests/e2e/command_scene.hpp"

#include <algorithm>

namespace weir::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSubsetOf;

bool says_open(const received& message, const std::string& port) {
    return message.topic == "weir/bench/port/" + port &&
           message.payload.find(R"("state":"open")") != std::string::npos;
}

bool says_online(const received& message) {
    return message.topic == "weir/bench/status" && message.payload == "online";
}

}  // namespace

device& command_scene::simulate(const std::string& name) {
    return *devices_.emplace(name, std::make_unique<device>(plug(name))).first->second;
}

void command_scene::begin(std::string_view rest, std::string_view mqtt) {
    seen_before_ = watcher().count();
    start(rest, mqtt);
    await_ready();
}

void command_scene::begin_with_memory(std::string_view rest) {
    configured_ = rest;
    start_again();
}

void command_scene::start_again() {
    seen_before_ = watcher().count();
    weir_daemon::options how;
    how.environment["STATE_DIRECTORY"] = memory_.path().string();
    start_as(how, configured_);
    await_ready();
}

void command_scene::await_ready() {
    const auto ready = [&](const std::vector<received>& all) {
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(seen_before_);
        const auto is_open = [&](const auto& named) {
            const auto opens = [&](const received& each) { return says_open(each, named.first); };
            return !named.second->plugged_in() || std::any_of(first, all.end(), opens);
        };
        return std::any_of(first, all.end(), says_online) && std::ranges::all_of(devices_, is_open);
    };
    expect(watcher().wait_for(ready), "weir and its ports");
}

void command_scene::bring_back_broker() {
    scene::bring_back_broker();
    ledger_.turn_the_page();
    seen_before_ = 0;
    broker_was_lost_ = true;
}

std::string command_scene::ask(const std::string& command, const std::string& params,
                               const std::string& more) {
    const std::string id = "r" + std::to_string(++last_id_);
    ask_as(id, command, params, more);
    return id;
}

void command_scene::ask_as(const std::string& id, const std::string& command, const std::string& params,
                           const std::string& more) {
    const std::string rest = more.empty() ? "" : ", " + more;
    send(command, R"({"id": ")" + id + R"(", "params": )" + params + rest + "}",
         {.response_topic = "answers/" + id, .correlation = correlation_of(id)});
}

void command_scene::send(const std::string& command, const std::string& payload,
                         const publish_properties& with) {
    watcher().publish("weir/bench/cmd/" + command, payload, with);
}

void command_scene::cancel(const std::string& command, const std::string& payload,
                           const publish_properties& with) {
    send(command + "/cancel", payload, with);
}

void command_scene::await_that(const condition& holds, const std::string& what) {
    const auto reads = [&](const std::vector<received>& all) {
        ledger_.read(all);
        return holds(ledger_);
    };
    expect(watcher().wait_for(reads), what);
}

void command_scene::await_state_of(const std::string& id, const std::string& state) {
    const auto there = [&](const command_ledger& all) {
        const auto said = all.of(id).states();
        return std::ranges::find(said, state) != said.end();
    };
    await_that(there, id + " to be " + state);
}

said command_scene::await_final(const std::string& id) {
    await_that([&](const command_ledger& all) { return !all.of(id).finals().empty(); },
               "the end of " + id + " on status");
    return ledger_.of(id).finals().front();
}

said command_scene::await_answer(const std::string& id, std::size_t number) {
    await_that([&](const command_ledger& all) { return all.of(id).answers.size() >= number; },
               "answer " + std::to_string(number) + " to " + id);
    return ledger_.of(id).answers[number - 1];
}

said command_scene::await_audit(const std::string& id) {
    await_that([&](const command_ledger& all) { return !all.of(id).audit.empty(); }, "the audit of " + id);
    return ledger_.of(id).audit.front();
}

std::string command_scene::await_cancel_answer(const std::string& id) {
    await_that([&](const command_ledger& all) { return !all.of(id).cancels.empty(); },
               "the answer to the cancel of " + id);
    return ledger_.of(id).cancels.front().text("cancel");
}

std::vector<std::string> command_scene::states(const std::string& id) {
    return ledger_.of(id).states();
}

void command_scene::catch_up() {
    const std::string id = ask("sys-ping");
    await_answer(id);
}

void command_scene::expect_answer(const said& answer, const command_end& how) {
    EXPECT_EQ(answer.state(), how.state) << answer.message.payload;
    EXPECT_EQ(answer.text("code"), how.code) << answer.message.payload;
    EXPECT_EQ(answer.text("effect"), how.effect) << answer.message.payload;
    if (how.message.empty()) {
        EXPECT_EQ(answer.text("message"), "") << answer.message.payload;
    } else {
        EXPECT_THAT(answer.text("message"), HasSubstr(how.message)) << answer.message.payload;
    }
}

void command_scene::expect_same(const said& final, const said& other) {
    for (const char* key : {"id", "command", "state", "code", "effect", "message"})
        EXPECT_EQ(final.json.at(key), other.json.at(key)) << other.message.payload;
}

void command_scene::expect_order(std::vector<std::string> states, const std::string& final) {
    // What the broker had not acknowledged when it was lost comes again.
    if (broker_was_lost_) states.erase(std::unique(states.begin(), states.end()), states.end());
    const std::vector<std::string> order{"accepted", "running", "canceling", final};
    EXPECT_THAT(states, IsSubsetOf(order));
    const auto place = [&](const std::string& state) { return std::ranges::find(order, state); };
    EXPECT_TRUE(std::ranges::is_sorted(states, {}, place)) << ::testing::PrintToString(states);
}

void command_scene::expect_heard(const device& by, const std::vector<std::string>& lines) {
    expect(wait_until([&] { return by.received().size() >= lines.size(); }), "what the device hears");
    EXPECT_EQ(by.received(), lines);
}

void command_scene::expect_end(const std::string& id, const command_end& how) {
    SCOPED_TRACE(id);
    const said final = await_final(id);
    const said answer = await_answer(id);
    const said audit = await_audit(id);
    catch_up();
    const command_ledger::entry& all = ledger_.of(id);
    EXPECT_EQ(all.finals().size(), 1U);
    EXPECT_EQ(all.answers.size(), 1U);
    EXPECT_EQ(all.audit.size(), 1U);

    expect_answer(final, how);
    expect_same(final, audit);
    EXPECT_EQ(answer.message.payload, final.message.payload);
    EXPECT_EQ(answer.message.correlation, correlation_of(id));
    for (const said& each : {final, answer}) {
        EXPECT_EQ(each.message.user.at("state"), how.state);
        EXPECT_EQ(each.message.user.at("code"), how.code);
        EXPECT_EQ(each.message.qos, 1);
    }
    expect_order(all.states(), how.state);
    const auto kept = payloads("cmd/" + final.text("command") + "/last");
    EXPECT_EQ(std::ranges::count(kept, final.message.payload) > 0, all.states().front() == "accepted");
}

}  // namespace weir::test
