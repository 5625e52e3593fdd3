#include "tests/e2e/scene.hpp"

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace weir::test {
namespace {

constexpr std::string_view root = "weir/bench/";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

}  // namespace

scene::scene() {
    watch();
}

scene::~scene() {
    if (HasFailure() && weir_) std::fprintf(stderr, "--- weir's log\n%s---\n", weir_->log().c_str());
}

pty& scene::plug(const std::string& name) {
    return *devices_.emplace(name, std::make_unique<pty>(device_path(name))).first->second;
}

std::string scene::configuration(std::string_view rest, std::string_view mqtt) const {
    std::string section = "url: mqtt://127.0.0.1:" + std::to_string(broker_.port());
    if (mqtt.starts_with("url:")) section.clear();
    if (!mqtt.empty()) section += (section.empty() ? "" : ", ") + std::string(mqtt);
    return "version: 1\nclock: trust\nnode: { id: bench }\nmqtt: { " + section + " }\n" +
           replaced(std::string(rest), "PTY", folder_.path().string());
}

weir_daemon& scene::start(std::string_view rest, std::string_view mqtt) {
    weir_ = std::make_unique<weir_daemon>(configuration(rest, mqtt));
    return *weir_;
}

weir_daemon& scene::start_as(const weir_daemon::options& how, std::string_view rest) {
    std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
    weir_ = std::make_unique<weir_daemon>(configuration(rest), how);
    return *weir_;
}

std::vector<std::string> scene::payloads(const std::string& topic) const {
    return all_of(std::string(root) + topic);
}

std::string scene::last(const std::string& topic) const {
    const auto all = payloads(topic);
    return all.empty() ? "" : all.back();
}

void scene::await(const std::string& topic, const std::string& last_payload) {
    expect(wait_until([&] { return last(topic) == last_payload; }),
           topic + " " + last_payload + "; it is " + last(topic));
}

void scene::await_state(const std::string& port, const std::string& state) {
    const std::string topic = "port/" + port;
    const auto fits = [&] {
        const std::string latest = last(topic);
        return !latest.empty() && json_of(latest).at("state").as_string() == state;
    };
    expect(wait_until(fits), topic + " " + state + "; it is " + last(topic));
}

void scene::await_count(const std::string& topic, std::size_t at_least) {
    const auto fits = [&] { return watcher_->count() >= at_least && payloads(topic).size() >= at_least; };
    expect(wait_until(fits, 2 * patience), std::to_string(at_least) + " of " + topic + "; there are " +
                                               std::to_string(payloads(topic).size()));
}

std::vector<std::string> scene::all_of(const std::string& full_topic) const {
    return watcher_->payloads(full_topic);
}

std::string scene::late_comer(const std::string& full_topic) const {
    mqtt_client late(broker_.port());
    late.subscribe(full_topic);
    // What comes after the retained message, if there is one.
    late.subscribe("late/comer");
    late.publish("late/comer", "here");
    expect(late.wait_for("late/comer", "here"), "an own message");
    return late.last(full_topic);
}

void scene::watch() {
    watcher_ = std::make_unique<mqtt_client>(broker_.port());
    watcher_->subscribe("#");
}

void scene::bring_back_broker() {
    broker_.start();
    watch();
}

void scene::expect(bool held, const std::string& what) const {
    if (held) return;
    throw std::runtime_error("waited in vain for " + what);
}

boost::json::object scene::json_of(const std::string& payload) {
    return boost::json::parse(payload).as_object();
}

}  // namespace weir::test
