#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <string>

#include "drivers/decoder.hpp"
#include "drivers/mavlink/messages.hpp"
#include "drivers/mavlink/packet.hpp"
#include "drivers/mavlink/read.hpp"

// MAVLink 1 and 2: each message is one sample.
namespace weir {

extern const decoder_kind mavlink_decoder;

namespace {

constexpr auto message_names = [] {
    std::array<std::string_view, mavlink::messages.size()> names{};
    std::transform(mavlink::messages.begin(), mavlink::messages.end(), names.begin(),
                   [](const mavlink::message& each) { return each.name; });
    return names;
}();

// Which messages are decoded, and whose.
struct selection {
    std::optional<std::int64_t> system;
    std::optional<std::int64_t> component;
    std::bitset<mavlink::messages.size()> messages;  // in the order of the table

    bool takes(const mavlink::packet& found) const {
        if (found.known == nullptr) return false;
        if (system && *system != found.from.system) return false;
        if (component && *component != found.from.component) return false;
        return messages.test(static_cast<std::size_t>(found.known - mavlink::messages.data()));
    }
};

class mavlink_messages final : public decoder {
public:
    explicit mavlink_messages(const selection& wanted) : wanted_(wanted) {}

    result decode(const frame& in, sample& out) override {
        mavlink::packet found;
        const reject reason = mavlink::parse(in.bytes, found);
        if (reason != reject::none) return {bad, reason};
        if (!wanted_.takes(found)) return {nothing};
        assign(out.fields.add("message"), found.known->name);
        out.fields.add("system") = std::int64_t{found.from.system};
        out.fields.add("component") = std::int64_t{found.from.component};
        mavlink::read(*found.known, found.payload, out);
        out.arrived = in.arrived;
        return {sampled};
    }

private:
    const selection wanted_;
};

constexpr shape message_shape{.is = kind::choice, .choices = message_names};

constexpr option members[] = {
    {.name = "system",
     .form = {.is = kind::integer, .min = 1, .max = 255},
     .help = "only messages of the system with this id; when not given of any"},
    {.name = "component",
     .form = {.is = kind::integer, .min = 1, .max = 255},
     .help = "only messages of the component with this id, 1 is an autopilot; when not given of any"},
    {.name = "messages",
     .form = {.is = kind::list, .min = 1, .max = message_names.size(), .item = &message_shape},
     .help = "which messages make samples; when not given all that weir knows"},
};

std::optional<std::int64_t> id_in(const setting& written) {
    return written.present() ? std::optional(written.integer()) : std::nullopt;
}

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    selection wanted{id_in(use.argument["system"]), id_in(use.argument["component"]), {}};
    const setting& chosen = use.argument["messages"];
    if (!chosen.present()) wanted.messages.set();
    for (std::size_t at = 0; chosen.present() && at < message_names.size(); ++at) {
        const auto& all = chosen.items();
        wanted.messages[at] = std::any_of(all.begin(), all.end(), [at](const setting& each) {
            return each.text() == message_names.at(at);
        });
    }
    return std::make_unique<mavlink_messages>(wanted);
}

}  // namespace

constinit const decoder_kind mavlink_decoder{
    {.name = "mavlink",
     .help = "messages of drones and their parts (MAVLink 1 and 2), each one sample",
     .argument = {.is = kind::group, .members = members}},
    make,
    "mavlink"};

}  // namespace weir
