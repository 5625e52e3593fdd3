#include "daemon/command/request.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cmath>
#include <fmt/format.h>

#include "config/topic.hpp"
#include "daemon/iso_8601.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t most_payload = 64U << 10U;      // bytes
constexpr std::size_t most_name = 128;                // bytes of an id or of a client
constexpr double longest_timeout = 24 * 3'600'000.0;  // ms
constexpr json::parse_options bounded{.max_depth = 8};

struct bad_request {
    std::string why;
};

// FNV-1a, 64 bits.
std::uint64_t fingerprint_of(std::string_view command, std::string_view payload) {
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto add = [&hash](char byte) { hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3; };
    std::ranges::for_each(command, add);
    add('\0');
    std::ranges::for_each(payload, add);
    return hash;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= most_name && is_text(text);
}

std::string name_in(const json::value& from, std::string_view key) {
    if (!from.is_string() || !is_name(from.get_string()))
        throw bad_request{fmt::format("'{}' must be text of 1 to {} bytes", key, most_name)};
    return std::string(from.get_string());
}

double number_in(const json::value& from, std::string_view key) {
    if (from.is_number()) return from.to_number<double>();
    throw bad_request{fmt::format("'{}' must be a number", key)};
}

// Epoch milliseconds or ISO 8601.
wall_time time_in(const json::value& from, std::string_view key) {
    if (from.is_string()) {
        const auto time = parse_iso_8601(from.get_string());
        if (time) return *time;
    } else if (from.is_number()) {
        constexpr double year_2261 = 9.18e12;
        const double milliseconds = from.to_number<double>();
        if (milliseconds >= 0 && milliseconds < year_2261)
            return wall_time(std::chrono::milliseconds(std::llround(milliseconds)));
    }
    throw bad_request{
        fmt::format("'{}' must be a time: milliseconds since 1970, or as 2026-11-22T14:31:05Z", key)};
}

// Reads a request's JSON object into `asked`.
class object_reader {
public:
    object_reader(const command_settings* command, const present& when, request& asked)
        : command_(command), when_(when), asked_(asked) {}

    void read(const json::object& object) {
        for (const auto& [key, held] : object)
            take(key, held);
        static const json::object none;
        if (command_ == nullptr) return;
        const why_refused why = take_params(*command_, params_ != nullptr ? *params_ : none, asked_.params);
        if (!why.empty()) throw bad_request{why};
    }

private:
    void take(std::string_view key, const json::value& held) {
        if (key == "params") {
            if (!held.is_object()) throw bad_request{"'params' must be an object"};
            params_ = &held.get_object();
        } else if (key == "timeout_ms") {
            const double time = number_in(held, key);
            if (!(time >= 1 && time <= longest_timeout))
                throw bad_request{"'timeout_ms' must be from 1 to 86400000"};
            asked_.timeout = std::min(asked_.timeout, duration(std::llround(time * 1e6)));
        } else if (key == "expires_at") {
            start_by(time_in(held, key), key);
        } else if (key == "issued_at") {
            start_by(time_in(held, key) + (command_ == nullptr ? 10s : command_->max_age), key);
        } else if (key == "client") {
            asked_.client = name_in(held, key);
        } else if (key == "ack") {
            if (!held.is_bool()) throw bad_request{"'ack' must be true or false"};
            asked_.ack = held.get_bool();
        } else if (key != "id") {
            unknown(key);
        }
    }

    void start_by(wall_time wall, std::string_view key) {
        if (!when_.synced) {
            asked_.warning = fmt::format("the clock is not set: {} is ignored", key);
            return;
        }
        asked_.start_by = std::min(asked_.start_by, when_.now + (wall - when_.wall));
    }

    [[noreturn]] void unknown(std::string_view key) const {
        const auto is_key = [key](const param_settings& param) { return param.name == key; };
        if (command_ != nullptr && std::ranges::any_of(command_->params, is_key))
            throw bad_request{
                fmt::format("parameters belong into 'params': {{\"params\": {{\"{}\": ...}}}}", key)};
        throw bad_request{
            fmt::format("unknown key '{}'; a request has id, params, timeout_ms, expires_at, "
                        "issued_at, client, ack",
                        readable(key, most_name))};
    }

    const command_settings* command_;
    const present& when_;
    request& asked_;
    const json::object* params_ = nullptr;
};

json::value parse_object(std::string_view payload) {
    json::error_code failed;
    json::value parsed = json::parse(payload, failed, {}, bounded);
    if (failed) throw bad_request{"the payload begins with '{' but is no JSON: " + failed.message()};
    return parsed;
}

void read_payload(const incoming& message, const command_settings* command, const present& when,
                  request& asked) {
    const std::string_view payload = message.payload;
    if (payload.size() > most_payload) throw bad_request{"the payload is larger than 64 KiB"};
    if (payload.starts_with('{')) {
        const json::value parsed = parse_object(payload);
        const json::object& object = parsed.get_object();
        // First: what is refused then still has its id.
        if (const json::value* id = object.if_contains("id")) {
            asked.id = name_in(*id, "id");
            asked.explicit_id = true;
        }
        object_reader(command, when, asked).read(object);
    } else if (command != nullptr) {
        const why_refused why = take_plain(*command, payload, asked.params);
        if (!why.empty()) throw bad_request{why};
    } else if (!payload.empty() && payload != "PRESS") {
        throw bad_request{"the command takes an empty payload, {} or PRESS"};
    }
}

std::string why_no_reply_topic(const std::string& topic, const std::string& root) {
    std::string why = why_bad_topic(topic);
    if (topic.starts_with('$')) why = "topics that begin with '$' are the broker's";
    const auto takes = [&topic](const std::string& own) { return topic_matches(own, topic); };
    const bool below_root = topic.starts_with(root + "/");
    if (why.empty() && below_root && std::ranges::any_of(own_topics(root), takes)) why = "it is weir's own";
    return why;
}

// Where to answer; a topic that may not be used becomes `bad`.
std::optional<reply_address> address_of(const incoming& message, const std::string& root, std::string& bad) {
    if (!message.properties || message.properties->response_topic.empty()) return std::nullopt;
    const std::string& topic = message.properties->response_topic;
    bad = why_no_reply_topic(topic, root);
    if (!bad.empty()) return std::nullopt;
    return reply_address{topic, message.properties->correlation, false};
}

void read_properties(const incoming& message, request& asked) {
    if (!message.properties) return;
    const message_properties& with = *message.properties;
    if (!with.correlation.empty())
        asked.id = to_hex(std::string_view(with.correlation).substr(0, most_name / 2));
    if (with.expiry)
        asked.start_by = std::min(asked.start_by, asked.received + std::chrono::seconds(*with.expiry));
    for (const auto& [name, held] : with.user) {
        if (name == "client" && is_name(held)) asked.client = held;
    }
}

}  // namespace

std::string new_id() {
    static boost::uuids::random_generator generate;
    return to_string(generate());
}

parsed_request parse_request(const incoming& message, const command_settings* command,
                             const std::string& root, const present& when) {
    parsed_request parsed;
    request& asked = parsed.asked;
    asked.received = when.now;
    asked.received_at = when.stamp;
    asked.start_by = when.now + (command == nullptr ? 10s : command->max_age);
    asked.timeout = command == nullptr ? 10s : command->timeout;
    asked.fingerprint = fingerprint_of(message.topic, message.payload);
    read_properties(message, asked);
    std::string bad_topic;
    asked.reply = address_of(message, root, bad_topic);
    try {
        read_payload(message, command, when, asked);
        if (!bad_topic.empty()) throw bad_request{"the Response Topic cannot be used: " + bad_topic};
    } catch (const bad_request& bad) {
        parsed.refused = rejection(command_code::invalid_argument, bad.why);
    }
    if (asked.id.empty()) asked.id = new_id();
    return parsed;
}

std::optional<cancel_request> parse_cancel(const incoming& message, const std::string& root) {
    cancel_request cancel;
    std::string bad;
    cancel.reply = address_of(message, root, bad);
    const std::string_view payload = without_blanks(message.payload);
    if (payload.empty()) return cancel;
    try {
        if (payload.starts_with('{')) {
            const json::value parsed = parse_object(payload);
            const json::object& object = parsed.get_object();
            if (object.empty()) return cancel;
            const json::value* id = object.if_contains("id");
            if (id == nullptr) return std::nullopt;
            cancel.id = name_in(*id, "id");
        } else {
            cancel.id = std::string(payload);
        }
    } catch (const bad_request&) {
        return std::nullopt;
    }
    return !cancel.id || is_name(*cancel.id) ? std::optional(std::move(cancel)) : std::nullopt;
}

}  // namespace weir
