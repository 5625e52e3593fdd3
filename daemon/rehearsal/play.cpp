#include "daemon/rehearsal/play.hpp"

#include <algorithm>
#include <optional>

#include "config/topic.hpp"
#include "daemon/rehearsal/difference.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

// How long weir has to open a port whose device is there.
constexpr duration time_to_open = 5s;

bool same_topic(const outgoing& one, const outgoing& other) {
    return one.topic == other.topic;
}

}  // namespace

bool play::step(const test_steps::any& what) {
    const bool right = std::visit([this](const auto& one) { return act(one); }, what);
    if (scene_.broker().heard().full()) return account_.say("weir has published too many messages");
    if (!right && !told_to_stop_ && !pace_.trouble().empty()) account_.say(pace_.trouble());
    return right;
}

bool play::perform(const std::function<void()>& deed) {
    published_before_ = scene_.broker().heard().all().size();
    for (const auto& [port, device] : scene_.devices())
        written_before_[port] = device.heard().all().size();
    deed();
    pace_.settle();
    return true;
}

bool play::perform(const test_steps::repetition& again, const std::function<void()>& deed) {
    perform(deed);
    for (std::int64_t done = 1; done < again.times; ++done) {
        wait_for(again.every, [] { return false; });
        if (!pace_.trouble().empty()) return false;
        deed();
    }
    pace_.settle();
    return true;
}

bool play::wait_for(duration within, const std::function<bool()>& enough) {
    return pace_.go_on(time_.now() + within, enough);
}

template <class What, class Right, class CouldBe>
bool play::take(transcript<What>& heard, duration within, const Right& right, const CouldBe& could_be) {
    std::size_t looked_at = 0;
    return wait_for(within, [&] { return heard.take(looked_at, right, could_be); });
}

template <class What, class Wanted>
const typename transcript<What>::entry* play::find(const transcript<What>& heard, std::size_t from,
                                                   duration time, const Wanted& wanted) {
    const auto& all = heard.all();
    const auto next = [&] {
        while (from < all.size() &&
               (all[from].became != transcript<What>::fate::open || !wanted(all[from].what)))
            ++from;
        return from < all.size();
    };
    return wait_for(time, next) ? &all[from] : nullptr;
}

bool play::is_open(const std::string& port) {
    const played_device& device = scene_.device(port);
    if (!device.plugged()) return account_.say("port " + port + " is unplugged");
    if (wait_for(time_to_open, [&] { return device.is_open(); })) return true;
    return account_.say("weir has not opened port " + port);
}

bool play::broker_is_up() {
    return scene_.broker().up() || account_.say("the broker is down: nothing can be published");
}

bool play::act(const test_steps::send& what) {
    return is_open(what.port) && perform(what.again, [&] { scene_.device(what.port).say(what.bytes); });
}

bool play::act(const test_steps::message& what) {
    const outgoing message(what.topic, what.payload, 1, what.retain);
    return perform(what.again, [&] { scene_.broker().publish(message); });
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
    return take(heard, what.within, is_right, same_topic) || account_.missing(what, heard);
}

bool play::act(const test_steps::expect_none& what) {
    if (what.topic.empty()) {
        const auto any = [](const std::string&) { return true; };
        const auto* came = find(scene_.device(what.port).heard(), written_before_[what.port], what.time, any);
        return came == nullptr || account_.unexpected(came->what, came->at, what.port);
    }
    const auto wanted = [&](const outgoing& message) {
        return topic_matches(what.topic, message.topic) &&
               (!what.payload || compare(*what.payload, message.payload, 0).empty());
    };
    const auto* came = find(scene_.broker().heard(), published_before_, what.time, wanted);
    return came == nullptr || account_.unexpected(came->what, came->at);
}

bool play::act(const test_steps::device& what) {
    played_device& device = scene_.device(what.port);
    if (what.always) {
        device.answer_always(what.expect, what.answer);
        return true;
    }
    const auto is_right = [&](const std::string& bytes) { return bytes == what.expect; };
    const auto any = [](const std::string&, const std::string&) { return true; };
    if (!take(device.heard(), what.within, is_right, any)) return account_.missing(what, device.heard());
    return perform([&] { device.say(what.answer); });
}

bool play::act(const test_steps::call& what) {
    return broker_is_up() && perform([&] { scene_.call(what.command, what.request); });
}

bool play::act(const test_steps::cancel& what) {
    return broker_is_up() && perform([&] { scene_.call_off(what.command); });
}

bool play::act(const test_steps::outcome& what) {
    using boost::json::object;
    const auto same_command = [](const object& one, const object& other) {
        return one.at("command") == other.at("command");
    };
    const auto is_right = [&](const object& answer) {
        return compare(what.how, boost::json::value(answer), 0).empty();
    };
    std::size_t looked_at = 0;
    const auto ended = [&] { return scene_.outcomes().take(looked_at, is_right, same_command); };
    return wait_for(what.within, ended) || account_.missing(what, scene_.outcomes());
}

bool play::act(const test_steps::plug& what) {
    perform([&] { scene_.device(what.port).plug(what.in); });
    return !what.in || is_open(what.port);
}

bool play::act(const test_steps::broker& what) {
    return perform([&] { scene_.broker().become(what.up); });
}

bool play::act(const test_steps::stop&) {
    told_to_stop_ = true;
    return perform(stop_weir_);
}

bool play::nothing_unexpected() {
    for (const auto& each : scene_.broker().heard().all()) {
        if (each.became != transcript<outgoing>::fate::expected && !scene_.is_own(each.what.topic))
            account_.unexpected(each.what, each.at);
    }
    for (const auto& [port, device] : scene_.devices()) {
        for (const auto& each : device.heard().all()) {
            if (each.became != transcript<std::string>::fate::expected)
                account_.unexpected(each.what, each.at, port);
        }
    }
    return account_.lines().empty();
}

}  // namespace weir
