#include "config/build_tests.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "config/build.hpp"
#include "config/fill.hpp"
#include "config/test_bytes.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

namespace json = boost::json;
using names = std::vector<std::string_view>;

constexpr std::array<std::string_view, 4> built_in_commands{"sys-arm", "sys-cancel-all", "sys-ping",
                                                            "sys-safe-state"};

template <class Named>
names names_of(const std::vector<Named>& all) {
    names made;
    for (const Named& each : all)
        made.push_back(each.name);
    return made;
}

json::value to_json(const setting& from) {
    if (from.is<bool>()) return from.boolean();
    if (from.is<std::int64_t>()) return from.integer();
    if (from.is<double>()) return from.number();
    if (from.is<std::string>()) return json::string(from.text());
    if (from.is<setting::list>()) {
        json::array made;
        for (const setting& each : from.items())
            made.push_back(to_json(each));
        return made;
    }
    if (!from.is<setting::map>()) return nullptr;
    json::object made;
    for (const setting::member& each : from.members())
        made[each.name] = to_json(each.value);
    return made;
}

std::optional<json::value> payload_of(const setting& from) {
    if (!is_written(from)) return std::nullopt;
    return to_json(from);
}

duration time_of(const setting& from) {
    return from.present() ? from.duration() : duration::zero();
}

test_steps::repetition repetition_of(const setting& step) {
    return {step["times"].integer(), time_of(step["every"])};
}

// Makes the steps of one test.
class step_builder {
public:
    step_builder(const settings& tested, problems& found)
        : tested_(tested),
          ports_(names_of(tested.ports)),
          commands_(names_of(tested.commands)),
          found_(found) {
        commands_.insert(commands_.end(), built_in_commands.begin(), built_in_commands.end());
    }

    std::optional<test_step> build(const setting& step, const spot& here);

private:
    test_steps::any make(const std::string& key, const setting& what, const spot& here);
    test_steps::message message(const setting& what, const spot& here);
    test_steps::expect_none none(const setting& what, const spot& here);
    test_steps::device device(const setting& what, const spot& here);
    test_steps::call call(const setting& what, const spot& here);
    test_steps::outcome outcome(const setting& what, const spot& here);

    std::string known(const setting& name, const char* what, const names& among, const spot& here);
    std::string port(const setting& name, const spot& here) { return known(name, "port", ports_, here); }
    std::string command(const setting& name, const spot& here) {
        return known(name, "command", commands_, here);
    }
    std::string topic(const setting& text, bool filter, const spot& here);
    std::string bytes(const setting& from, const spot& here) { return test_bytes(from, here, found_); }

    const settings& tested_;
    names ports_;
    names commands_;
    problems& found_;
};

std::string step_builder::known(const setting& name, const char* what, const names& among, const spot& here) {
    if (!name.present()) return {};
    if (std::find(among.begin(), among.end(), name.text()) == among.end()) {
        found_.add(name.where, within(here, std::string("unknown ") + what + " " + quote(name.text())),
                   hint_at(name.text(), among, found_));
    }
    return name.text();
}

// With {prefix} and {node} as in the configuration's topics.
std::string step_builder::topic(const setting& text, bool filter, const spot& here) {
    if (!text.present()) return {};
    const auto look_up = [&](std::string_view name) -> std::optional<std::string> {
        if (name == "prefix") return tested_.mqtt.prefix;
        if (name == "node") return tested_.node.id;
        return std::nullopt;
    };
    std::string unknown;
    const auto made = expand(text.text(), look_up, unknown);
    if (!made) {
        found_.add(text.where, within(here, "unknown name " + quote("{" + unknown + "}")),
                   "there are {prefix} and {node}");
        return {};
    }
    const std::string why = filter ? why_bad_filter(*made) : why_bad_topic(*made);
    if (!why.empty()) found_.add(text.where, within(here, "bad topic " + quote(*made)), why);
    return *made;
}

test_steps::message step_builder::message(const setting& what, const spot& here) {
    const setting& payload = what["payload"];
    const bool is_text = !payload.present() || payload.is<std::string>();
    return {topic(what["topic"], false, here), is_text ? text_or(payload) : json::serialize(to_json(payload)),
            what["retain"].boolean(), repetition_of(what)};
}

test_steps::expect_none step_builder::none(const setting& what, const spot& here) {
    const setting& other = is_written(what["topic"]) ? what["topic"] : what["payload"];
    if (is_written(what["port"]) && is_written(other))
        found_.add(other.where, within(here, "'port' goes with 'for' alone"));
    return {topic(what["topic"], true, here), port(what["port"], here), payload_of(what["payload"]),
            time_of(what["for"])};
}

test_steps::device step_builder::device(const setting& what, const spot& here) {
    test_steps::device made{port(what["port"], here), bytes(what["expect"], here),
                            bytes(what["answer"], here), time_of(what["within"]), what["always"].boolean()};
    if (made.always && !is_written(what["answer"]))
        found_.add(what["always"].where, within(here, "'always' without 'answer'"));
    return made;
}

test_steps::call step_builder::call(const setting& what, const spot& here) {
    json::object request;
    if (is_written(what["params"])) request["params"] = to_json(what["params"]);
    if (is_written(what["timeout"])) {
        request["timeout_ms"] =
            std::chrono::duration_cast<std::chrono::milliseconds>(time_of(what["timeout"])).count();
    }
    return {command(what["command"], here), std::move(request)};
}

test_steps::outcome step_builder::outcome(const setting& what, const spot& here) {
    test_steps::outcome made{command(what["command"], here), {}, time_of(what["within"])};
    made.how["command"] = made.command;
    for (const char* key : {"state", "code", "effect", "message", "result"}) {
        if (is_written(what[key])) made.how[key] = to_json(what[key]);
    }
    if (made.how.size() == 1)
        found_.add(here.at, within(here, "nothing to compare"), "give its state, at least");
    return made;
}

test_steps::any step_builder::make(const std::string& key, const setting& what, const spot& here) {
    using namespace test_steps;
    if (key == "send") return send{port(what["port"], here), bytes(what["bytes"], here), repetition_of(what)};
    if (key == "message") return message(what, here);
    if (key == "wait") return wait{time_of(what)};
    if (key == "expect") {
        const setting& retain = what["retain"];
        return expect{topic(what["topic"], true, here), payload_of(what["payload"]),
                      what["tolerance"].number(),
                      is_written(retain) && retain.present() ? std::optional(retain.boolean()) : std::nullopt,
                      time_of(what["within"])};
    }
    if (key == "expect_none") return none(what, here);
    if (key == "device") return device(what, here);
    if (key == "call") return call(what, here);
    if (key == "cancel") return cancel{command(what, here)};
    if (key == "outcome") return outcome(what, here);
    if (key == "plug" || key == "unplug") return plug{port(what, here), key == "plug"};
    if (key == "broker") return broker{text_or(what) == "up"};
    return stop{};
}

std::optional<test_step> step_builder::build(const setting& step, const spot& here) {
    const setting::member* only = nullptr;
    for (const setting::member& each : members_of(step)) {
        if (only != nullptr) {
            found_.add(each.name_at, within(here, "both " + quote(only->name) + " and " + quote(each.name)),
                       "each is a step of its own, with a '-' in front");
            return std::nullopt;
        }
        only = &each;
    }
    if (only == nullptr) {
        if (step.present()) found_.add(step.where, within(here, "an empty step"), "such as wait: 1s");
        return std::nullopt;
    }
    if (!only->value.present()) return std::nullopt;
    return test_step{step.where, only->name,
                     make(only->name, only->value, below(here, only->name, only->name_at))};
}

}  // namespace

std::vector<test_case> build_tests(const setting& tests, const settings& tested, problems& found) {
    std::vector<test_case> made;
    step_builder builder(tested, found);
    if (!tests.present()) return made;
    for (std::size_t i = 0; i < tests.items().size(); ++i) {
        const setting& one = tests.items()[i];
        if (!one.present()) continue;
        test_case next{text_or(one["name"]), one.where, one["strict"].boolean(), {}};
        const setting& steps = one["steps"];
        const std::string path = "tests[" + std::to_string(i + 1) + "].steps[";
        for (std::size_t k = 0; steps.present() && k < steps.items().size(); ++k) {
            const setting& step = steps.items()[k];
            auto built = builder.build(step, {path + std::to_string(k + 1) + "]", step.where});
            if (built) next.steps.push_back(std::move(*built));
        }
        made.push_back(std::move(next));
    }
    return made;
}

}  // namespace weir
