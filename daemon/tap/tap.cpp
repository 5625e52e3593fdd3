#include "daemon/tap/tap.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>
#include <stdexcept>

#include "daemon/clock.hpp"
#include "daemon/encode/format.hpp"
#include "daemon/encode/json_value.hpp"

namespace weir {

namespace json = boost::json;

namespace {

std::string in_quotes(std::string_view text) {
    std::string all;
    append_json_text(all, text);
    return all;
}

std::string times(monotonic_time now) {
    timestamp_writer ts;
    return "{\"t_ns\":" + std::to_string(now.time_since_epoch().count()) + ",\"ts\":\"" +
           std::string(ts.write(wall_now())) + '"';
}

const json::string& text_of(const json::value& given, std::string_view key) {
    if (!given.is_string()) throw std::invalid_argument("\"" + std::string(key) + "\" is a text");
    return given.get_string();
}

tap_steps steps_of(const json::value& given) {
    constexpr auto form = "\"what\" is a list of steps: raw, read, write, frame, bad, sample, stage, message";
    const json::array* const list = given.if_array();
    if (list == nullptr || list->empty()) throw std::invalid_argument(form);
    tap_steps all;
    for (const json::value& each : *list) {
        const auto some = each.is_string() ? tap_steps::of(each.get_string()) : std::nullopt;
        if (!some) throw std::invalid_argument(form);
        all.add(*some);
    }
    return all;
}

}  // namespace

std::unique_ptr<control_stream> tap::watch(const json::object& request, std::size_t most) {
    auto made = std::make_unique<tap_watch>(*this, filter_of(request), most);
    made->put(first_line());
    return made;
}

tap_filter tap::filter_of(const json::object& request) const {
    tap_filter filter;
    for (const auto& [key, given] : request) {
        if (key == "do") continue;
        if (key == "what") {
            filter.steps = steps_of(given);
        } else if (key == "name") {
            filter.name = text_of(given, key);
        } else if (key == "port") {
            filter.port = text_of(given, key);
        } else if (key == "source") {
            filter.source = text_of(given, key);
        } else {
            throw std::invalid_argument("\"tap\" knows no " + in_quotes(key));
        }
    }
    const auto check = [](const std::string& name, const char* what, bool there) {
        if (!name.empty() && !there) throw std::invalid_argument("there is no " + (what + in_quotes(name)));
    };
    check(filter.name, "port or source ",
          has(tap_place::port, filter.name) || has(tap_place::source, filter.name));
    check(filter.port, "port ", has(tap_place::port, filter.port));
    check(filter.source, "source ", has(tap_place::source, filter.source));
    return filter;
}

bool tap::has(tap_place place, std::string_view name) const {
    return std::ranges::any_of(
        points_, [&](const tap_point& each) { return each.place() == place && each.name() == name; });
}

// {"t_ns":…,"ts":"…","step":"begin","ports":["gps"],"sources":["position"]}
std::string tap::first_line() const {
    json::array ports;
    json::array sources;
    for (const tap_point& each : points_) {
        if (each.place() == tap_place::port) ports.emplace_back(each.name());
        if (each.place() == tap_place::source) sources.emplace_back(each.name());
    }
    return times(monotonic_clock::now()) + ",\"step\":\"begin\",\"ports\":" + to_text(ports) +
           ",\"sources\":" + to_text(sources) + "}\n";
}

std::string tap::beginning(const tap_point& at, tap_step step, monotonic_time now) {
    std::string line = times(now);
    if (at.place() == tap_place::port) line += ",\"port\":" + in_quotes(at.name());
    if (at.place() == tap_place::source) line += ",\"source\":" + in_quotes(at.name());
    line += ",\"step\":\"";
    line += name_of(step);
    line += '"';
    return line;
}

void tap::add(tap_point& at) {
    points_.push_back(at);
}

void tap::join(tap_watch& one) {
    watches_.push_back(&one);
    ask_points();
}

void tap::leave(tap_watch& one) {
    std::erase(watches_, &one);
    ask_points();
}

// Each point learns what is wanted of it.
void tap::ask_points() {
    for (tap_point& each : points_) {
        each.wanted_ = {};
        for (const tap_watch* const one : watches_) {
            if (one->filter().fits(each)) each.wanted_.add(one->filter().steps);
        }
    }
}

}  // namespace weir
