#include "daemon/rehearsal/play.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <utility>

#include "config/topic.hpp"
#include "config/wording.hpp"
#include "daemon/bytes_text.hpp"
#include "daemon/encode/json_value.hpp"
#include "daemon/rehearsal/difference.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

// How long weir has to open a port whose device is there.
constexpr duration time_to_open = 5s;

bool fits(const std::optional<boost::json::value>& wanted, const outgoing& message) {
    return !wanted || compare(*wanted, message.payload, 0).empty();
}

std::vector<difference> differences(const test_steps::expect& wanted, const outgoing& message) {
    std::vector<difference> all;
    if (wanted.payload) all = compare(*wanted.payload, message.payload, wanted.tolerance);
    if (wanted.retain && *wanted.retain != message.retain)
        all.push_back({"retain", to_text(*wanted.retain), to_text(message.retain)});
    return all;
}

bool same_topic(const outgoing& one, const outgoing& other) {
    return one.topic == other.topic;
}

std::string show(const outgoing& message) {
    return message.topic + " " + bytes_text(message.payload);
}

std::string show(const std::string& bytes) {
    return bytes_text(bytes);
}

std::string seconds(duration time) {
    return show_duration(std::chrono::duration<double>(time).count());
}

}  // namespace

bool play::step(const test_steps::any& what) {
    const bool right = std::visit([this](const auto& one) { return act(one); }, what);
    if (!right && !told_to_stop_ && !pace_.trouble().empty()) lines_.push_back(pace_.trouble());
    return right;
}

bool play::fail(std::string line) {
    lines_.push_back(std::move(line));
    return false;
}

bool play::wait_for(duration within, const std::function<bool()>& enough) {
    return pace_.go_on(time_.now() + within, enough);
}

std::string play::when(monotonic_time at) const {
    return fmt::format("{:.3f} s", std::chrono::duration<double>(at - time_.began()).count());
}

// What comes from now on comes of what is done now.
void play::begin() {
    published_before_ = scene_.broker().heard().all().size();
    for (const auto& [port, device] : scene_.devices())
        written_before_[port] = device.heard().all().size();
}

bool play::is_open(const std::string& port) {
    const played_device& device = scene_.device(port);
    if (!device.plugged()) return fail("port " + port + " is unplugged");
    if (wait_for(time_to_open, [&] { return device.is_open(); })) return true;
    return fail("weir has not opened port " + port);
}

bool play::broker_is_up() {
    return scene_.broker().up() || fail("the broker is down: nothing can be published");
}

bool play::act(const test_steps::send& what) {
    if (!is_open(what.port)) return false;
    begin();
    scene_.device(what.port).say(what.bytes);
    pace_.settle();
    return true;
}

bool play::act(const test_steps::message& what) {
    begin();
    scene_.broker().publish(outgoing(what.topic, what.payload, 1, what.retain));
    pace_.settle();
    return true;
}

bool play::act(const test_steps::wait& what) {
    wait_for(what.time, [] { return false; });
    return told_to_stop_ || pace_.trouble().empty();
}

bool play::act(const test_steps::expect& what) {
    transcript<outgoing>& heard = scene_.broker().heard();
    const auto is_right = [&](const outgoing& message) {
        return topic_matches(what.topic, message.topic) && differences(what, message).empty();
    };
    if (wait_for(what.within, [&] { return heard.take(is_right, same_topic); })) return true;
    show_messages(what);
    return false;
}

// Whether none of what came since `from` that is `wanted` is open, now and for a time; else it is shown.
template <class What, class Wanted>
bool play::none(const transcript<What>& heard, std::size_t from, duration time, const Wanted& wanted) {
    const auto first = [&] {
        const auto begin = heard.all().begin() + static_cast<std::ptrdiff_t>(from);
        return std::find_if(begin, heard.all().end(), [&](const auto& each) {
            return each.became == transcript<What>::fate::open && wanted(each.what);
        });
    };
    if (!wait_for(time, [&] { return first() != heard.all().end(); })) return true;
    return fail(fmt::format("not expected, at {}: {}", when(first()->at), show(first()->what)));
}

bool play::act(const test_steps::expect_none& what) {
    if (what.topic.empty()) {
        const auto any = [](const std::string&) { return true; };
        return none(scene_.device(what.port).heard(), written_before_[what.port], what.time, any);
    }
    const auto wanted = [&](const outgoing& message) {
        return topic_matches(what.topic, message.topic) && fits(what.payload, message);
    };
    return none(scene_.broker().heard(), published_before_, what.time, wanted);
}

bool play::act(const test_steps::device& what) {
    played_device& device = scene_.device(what.port);
    if (what.always) {
        device.answer_always(what.expect, what.answer);
        return true;
    }
    const auto is_right = [&](const std::string& bytes) { return bytes == what.expect; };
    const auto any = [](const std::string&, const std::string&) { return true; };
    if (wait_for(what.within, [&] { return device.heard().take(is_right, any); })) {
        begin();
        device.say(what.answer);
        pace_.settle();
        return true;
    }
    lines_.push_back(fmt::format("weir was expected to write to {} within {}: {}", what.port,
                                 seconds(what.within), show(what.expect)));
    return show_open(
        device.heard(), [](const std::string&) { return true; },
        [&](const std::string& bytes) { lines_.back() += " it wrote: " + show(bytes); },
        "it wrote nothing else");
}

bool play::act(const test_steps::call& what) {
    if (!broker_is_up()) return false;
    begin();
    scene_.call(what.command, what.request);
    pace_.settle();
    return true;
}

bool play::act(const test_steps::cancel& what) {
    if (!broker_is_up()) return false;
    begin();
    scene_.call_off(what.command);
    pace_.settle();
    return true;
}

bool play::act(const test_steps::outcome& what) {
    using boost::json::object;
    const auto is_its = [&](const object& answer) { return answer.at("command") == what.how.at("command"); };
    const auto is_right = [&](const object& answer) {
        return is_its(answer) && compare(what.how, boost::json::value(answer), 0).empty();
    };
    const auto same_command = [&](const object& one, const object&) { return is_its(one); };
    if (wait_for(what.within, [&] { return scene_.outcomes().take(is_right, same_command); })) return true;
    lines_.push_back(fmt::format("{} was expected to end within {}: {}", what.command, seconds(what.within),
                                 to_text(what.how)));
    const auto show_end = [&](const object& answer) {
        lines_.back() += " it ended:";
        show_differences(compare(what.how, boost::json::value(answer), 0));
        if (const auto* message = answer.if_contains("message"))
            lines_.push_back("    message: " + to_text(*message));
    };
    return show_open(scene_.outcomes(), is_its, show_end, "it has not ended");
}

bool play::act(const test_steps::plug& what) {
    begin();
    scene_.device(what.port).plug(what.in);
    pace_.settle();
    return !what.in || is_open(what.port);
}

bool play::act(const test_steps::broker& what) {
    begin();
    scene_.broker().become(what.up);
    pace_.settle();
    return true;
}

bool play::act(const test_steps::stop&) {
    begin();
    told_to_stop_ = true;
    stop_weir_();
    pace_.settle();
    return true;
}

// What nothing has taken and `could_be` meant: "at 1.250 s", which `show_rest` goes on with; `none`: there is
// none.
template <class What, class CouldBe, class ShowRest>
bool play::show_open(const transcript<What>& heard, const CouldBe& could_be, const ShowRest& show_rest,
                     const char* none) {
    const std::size_t before = lines_.size();
    for (const auto& each : heard.all()) {
        if (each.became != transcript<What>::fate::open || !could_be(each.what)) continue;
        lines_.push_back("at " + when(each.at));
        show_rest(each.what);
    }
    if (lines_.size() == before) lines_.emplace_back(none);
    return false;
}

void play::show_differences(const std::vector<difference>& all) {
    for (const difference& one : all)
        lines_.push_back(fmt::format("    {}{}expected {}, got {}", one.where, one.where.empty() ? "" : ": ",
                                     one.expected, one.got));
}

// The messages on the topic that nothing has taken, the closest first.
void play::show_messages(const test_steps::expect& wanted) {
    constexpr std::size_t most_shown = 3;
    lines_.push_back(fmt::format("{} was expected within {}{}", wanted.topic, seconds(wanted.within),
                                 wanted.payload ? ": " + to_text(*wanted.payload) : ""));
    using candidate = std::pair<const transcript<outgoing>::entry*, std::vector<difference>>;
    std::vector<candidate> all;
    for (const auto& each : scene_.broker().heard().all()) {
        if (each.became == transcript<outgoing>::fate::open && topic_matches(wanted.topic, each.what.topic))
            all.emplace_back(&each, differences(wanted, each.what));
    }
    if (all.empty()) return show_published();
    std::ranges::stable_sort(all, {}, [](const candidate& one) { return one.second.size(); });
    for (const auto& [which, how] : std::span(all).first(std::min(all.size(), most_shown))) {
        lines_.push_back("at " + when(which->at) + " came " + show(which->what));
        show_differences(how);
    }
    if (all.size() > most_shown) lines_.push_back(fmt::format("and {} more", all.size() - most_shown));
}

void play::show_published() {
    std::vector<std::string> topics;
    for (const auto& each : scene_.broker().heard().all()) {
        if (std::find(topics.begin(), topics.end(), each.what.topic) == topics.end())
            topics.push_back(each.what.topic);
    }
    lines_.push_back("nothing else came there; weir has published to:");
    for (const std::string& each : topics)
        lines_.push_back("    " + each);
}

bool play::nothing_unexpected() {
    for (const auto& each : scene_.broker().heard().all()) {
        if (each.became == transcript<outgoing>::fate::expected || scene_.is_own(each.what.topic)) continue;
        lines_.push_back(fmt::format("at {} came, and was not expected: {} {}", when(each.at),
                                     each.what.topic, bytes_text(each.what.payload)));
    }
    for (const auto& [port, device] : scene_.devices()) {
        for (const auto& each : device.heard().all()) {
            if (each.became == transcript<std::string>::fate::expected) continue;
            lines_.push_back(fmt::format("at {} weir wrote to {}, and was not expected to: {}", when(each.at),
                                         port, bytes_text(each.what)));
        }
    }
    return lines_.empty();
}

}  // namespace weir
