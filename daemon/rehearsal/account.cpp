#include "daemon/rehearsal/account.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "config/topic.hpp"
#include "config/wording.hpp"
#include "daemon/bytes_text.hpp"
#include "daemon/encode/json_value.hpp"

namespace weir {

namespace {

constexpr std::size_t most_lines = 40;
constexpr std::size_t most_shown = 3;          // entries
constexpr std::size_t most_bytes_shown = 400;  // of each

std::string show(std::string_view bytes) {
    const bool cut = bytes.size() > most_bytes_shown;
    return bytes_text(bytes.substr(0, most_bytes_shown)) + (cut ? " …" : "");
}

std::string show(const outgoing& message) {
    return message.topic + " " + show(message.payload);
}

std::string seconds(duration time) {
    return show_duration(std::chrono::duration<double>(time).count());
}

}  // namespace

std::vector<difference> differences(const test_steps::expect& wanted, const outgoing& message) {
    std::vector<difference> all;
    if (wanted.payload) all = compare(*wanted.payload, message.payload, wanted.tolerance);
    if (wanted.retain && *wanted.retain != message.retain)
        all.push_back({"retain", to_text(*wanted.retain), to_text(message.retain)});
    return all;
}

bool account::say(std::string line) {
    if (lines_.size() < most_lines) lines_.push_back(lines_.size() + 1 == most_lines ? "…" : std::move(line));
    return false;
}

std::string account::when(monotonic_time at) const {
    return fmt::format("at {:.3f} s", std::chrono::duration<double>(at - began_).count());
}

template <class What, class Wanted>
account::entries<What> account::open(const transcript<What>& heard, const Wanted& wanted) {
    entries<What> all;
    for (const auto& each : heard.all()) {
        if (each.became == transcript<What>::fate::open && wanted(each.what)) all.push_back(&each);
    }
    return all;
}

// `none`: there is none.
template <class What, class Show>
bool account::say_each(const entries<What>& all, const Show& show_one, const char* none) {
    if (all.empty()) return say(none);
    for (std::size_t i = 0; i < std::min(all.size(), most_shown); ++i)
        show_one(*all[i]);
    if (all.size() > most_shown) say(fmt::format("and {} more", all.size() - most_shown));
    return false;
}

void account::say_differences(const std::vector<difference>& all) {
    for (const difference& one : all)
        say(fmt::format("    {}{}expected {}, got {}", one.where, one.where.empty() ? "" : ": ", one.expected,
                        one.got));
}

// The closest first.
bool account::missing(const test_steps::expect& wanted, const transcript<outgoing>& heard) {
    say(fmt::format("{} was expected within {}{}", wanted.topic, seconds(wanted.within),
                    wanted.payload ? ": " + to_text(*wanted.payload) : ""));
    entries<outgoing> there =
        open(heard, [&](const outgoing& message) { return topic_matches(wanted.topic, message.topic); });
    if (there.empty()) {
        say_topics(heard);
        return false;
    }
    std::ranges::stable_sort(there, {},
                             [&](const auto* one) { return differences(wanted, one->what).size(); });
    const auto show_one = [&](const transcript<outgoing>::entry& one) {
        say(when(one.at) + " came " + show(one.what));
        say_differences(differences(wanted, one.what));
    };
    return say_each<outgoing>(there, show_one, "");
}

void account::say_topics(const transcript<outgoing>& heard) {
    std::set<std::string> topics;
    for (const auto& each : heard.all())
        topics.insert(each.what.topic);
    say("nothing else came there; weir has published to:");
    for (const std::string& each : topics)
        say("    " + each);
}

bool account::missing(const test_steps::device& wanted, const transcript<std::string>& heard) {
    say(fmt::format("weir was expected to write to {} within {}: {}", wanted.port, seconds(wanted.within),
                    show(wanted.expect)));
    const auto show_one = [&](const transcript<std::string>::entry& one) {
        say(when(one.at) + " it wrote: " + show(one.what));
    };
    const auto any = [](const std::string&) { return true; };
    return say_each<std::string>(open(heard, any), show_one, "it wrote nothing else");
}

bool account::missing(const test_steps::outcome& wanted, const transcript<boost::json::object>& ended) {
    using boost::json::object;
    say(fmt::format("{} was expected to end within {}: {}", wanted.command, seconds(wanted.within),
                    to_text(wanted.how)));
    const auto show_one = [&](const transcript<object>::entry& one) {
        say(when(one.at) + " it ended:");
        say_differences(compare(wanted.how, boost::json::value(one.what), 0));
        if (const auto* message = one.what.if_contains("message")) say("    message: " + to_text(*message));
    };
    const auto is_its = [&](const object& answer) {
        return answer.at("command") == wanted.how.at("command");
    };
    return say_each<object>(open(ended, is_its), show_one, "it has not ended");
}

bool account::unexpected(const outgoing& message, monotonic_time at) {
    return say(when(at) + " came, and was not expected: " + show(message));
}

bool account::unexpected(const std::string& bytes, monotonic_time at, const std::string& port) {
    return say(when(at) + " weir wrote to " + port + ", and was not expected to: " + show(bytes));
}

}  // namespace weir
