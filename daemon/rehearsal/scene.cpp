#include "daemon/rehearsal/scene.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "config/topic.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::string_view answer_topic = "weir-test/answer";

std::string text_at(const json::object& of, std::string_view key) {
    const json::value* const found = of.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

scene::scene(const settings& tested) : tested_(tested), root_(tested.mqtt.prefix + "/" + tested.node.id) {
    for (const port_settings& each : tested.ports)
        devices_[each.name];
}

outside scene::around(loop::driver drive) {
    const auto link = [this](const mqtt_settings&, const outside::executor& on) { return broker_.link(on); };
    const auto open = [this](const port_settings& port) -> awaitable<open_attempt> {
        co_return device(port.name).open();
    };
    return {.link = link,
            .ports = [open](const outside::executor&) { return open; },
            .drive = std::move(drive),
            .is_service = false};
}

void scene::call(const std::string& command, json::object request) {
    request["id"] = "call-" + std::to_string(++calls_);
    outgoing message(root_ + "/cmd/" + command, json::serialize(request), 1);
    message_properties with;
    with.response_topic = answer_topic;
    message.properties = std::make_shared<const message_properties>(std::move(with));
    broker_.publish(message);
}

void scene::call_off(const std::string& command) {
    broker_.publish(outgoing(root_ + "/cmd/" + command + "/cancel", "", 1));
}

transcript<json::object>& scene::outcomes() {
    const auto& all = broker_.heard().all();
    for (; looked_at_ < all.size(); ++looked_at_)
        look_at(all[looked_at_].what, all[looked_at_].at);
    return outcomes_;
}

// An end is said to who asked, and on `status`; the first counts.
void scene::look_at(const outgoing& message, monotonic_time at) {
    if (message.topic != answer_topic && !topic_matches(root_ + "/cmd/+/status", message.topic)) return;
    json::error_code failed;
    const json::value said = json::parse(message.payload, failed);
    if (failed || !said.is_object()) return;
    const json::object& answer = said.get_object();
    const bool is_final = !text_at(answer, "code").empty() && !text_at(answer, "command").empty();
    if (is_final && ended_.insert(text_at(answer, "id")).second) outcomes_.add(answer, at);
}

bool scene::is_own(const std::string& topic) const {
    const std::vector<std::string> own = own_topics(root_);
    return topic == answer_topic ||
           std::ranges::any_of(own, [&](const std::string& each) { return topic_matches(each, topic); });
}

}  // namespace weir
