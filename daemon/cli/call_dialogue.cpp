#include "daemon/cli/call_dialogue.hpp"

#include <boost/json/parse.hpp>
#include <fmt/core.h>

#include "daemon/encode/json_value.hpp"

namespace weir {

namespace {

namespace json = boost::json;

// A terminal obeys control characters, which a device may have sent.
std::string printable(std::string_view text) {
    std::string safe(text);
    for (char& c : safe) {
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
    }
    return safe;
}

std::string text_in(const json::object& said, std::string_view key) {
    const json::value* held = said.if_contains(key);
    return held != nullptr && held->is_string() ? printable(held->get_string()) : std::string();
}

std::optional<command_state> state_in(const json::object& said) {
    const std::string name = text_in(said, "state");
    for (auto one = command_state::accepted; one <= command_state::rejected;
         one = static_cast<command_state>(static_cast<int>(one) + 1)) {
        if (name == name_of(one)) return one;
    }
    return std::nullopt;
}

// " in 124 ms", with another word for "in"; empty when it does not say how long.
std::string time_in(const json::object& said, std::string_view word) {
    const json::value* held = said.if_contains("duration_ms");
    if (held == nullptr || !held->is_number()) return {};
    return fmt::format(" {} {} ms", word, to_text(*held));
}

std::string success(const json::object& said) {
    std::string line = "succeeded" + time_in(said, "in");
    if (text_in(said, "effect") == "unknown") line += ", not confirmed by the device";
    const json::value* result = said.if_contains("result");
    return result == nullptr || result->is_null() ? line : line + ": " + to_text(*result);
}

std::string failure_in(const json::object& said, command_state state) {
    std::string line(name_of(state));
    const bool began = state != command_state::rejected;
    if (began) line += time_in(said, "after");
    if (const std::string message = text_in(said, "message"); !message.empty()) line += ": " + message;
    line += " (" + text_in(said, "code");
    if (began) line += ", effect " + text_in(said, "effect");
    return line + ")";
}

std::string progress(const json::object& said, command_state state) {
    std::string line(name_of(state));
    if (const std::string warning = text_in(said, "warning"); !warning.empty()) line += "; " + warning;
    return line;
}

}  // namespace

std::string call_dialogue::take(const incoming& message) {
    if (message.topic == plan_.node_status) {
        node_ = message.payload;
        return {};
    }
    json::error_code broken;
    const json::value parsed = json::parse(message.payload, broken);
    if (broken || !parsed.is_object() || !is_ours(message, parsed.get_object())) return {};
    const json::object& said = parsed.get_object();
    if (said.contains("cancel")) return json_ ? to_text(said) : "cancel: " + text_in(said, "cancel");
    return show_state(said);
}

bool call_dialogue::is_ours(const incoming& message, const json::object& said) const {
    if (message.topic != plan_.answers && message.topic != plan_.status) return false;
    const json::value* id = said.if_contains("id");
    if (id != nullptr && id->is_string() && id->get_string() == plan_.id) return true;
    // A request that could not be read has no id but the correlation.
    return message.topic == plan_.answers && message.properties &&
           message.properties->correlation == plan_.id;
}

std::string call_dialogue::show_state(const json::object& said) {
    const auto state = state_in(said);
    if (!state || ended() || (shown_ && *state <= *shown_)) return {};
    shown_ = state;
    const bool failed = ended() && !succeeded();
    if (failed) failure_ = failure_in(said, *state);
    if (json_) return to_text(said);
    if (failed) return {};
    return succeeded() ? success(said) : progress(said, *state);
}

}  // namespace weir
