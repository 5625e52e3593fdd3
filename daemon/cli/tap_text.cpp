#include "daemon/cli/tap_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "daemon/bytes_text.hpp"
#include "daemon/cli/columns.hpp"
#include "daemon/encode/json_value.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace json = boost::json;

namespace {

constexpr std::size_t place_width = 15;
constexpr std::size_t step_width = 8;

std::string_view text_at(const json::object& of, std::string_view key) {
    const json::value* const found = of.if_contains(key);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string())
                                                  : std::string_view();
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Nothing: it is no hexadecimal.
std::optional<std::string> bytes_of(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        const int high = digit_of(hex[at]);
        const int low = digit_of(hex[at + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string bytes_at(const json::object& event) {
    const std::string_view hex = text_at(event, "bytes");
    const auto bytes = bytes_of(hex);
    std::string text = bytes ? bytes_text(*bytes) : std::string(hex);
    if (const json::value* const size = event.if_contains("size"))
        text += fmt::format(" … of {} bytes", to_text(*size));
    return text;
}

// temperature=21.5 fix="3d"
std::string fields_of(const json::object& event) {
    std::string text;
    const std::string_view quality = text_at(event, "quality");
    if (quality != "good") text += fmt::format("({}) ", quality);
    const json::value* const fields = event.if_contains("fields");
    if (fields == nullptr || !fields->is_object()) return text;
    const char* between = "";
    for (const auto& [name, held] : fields->get_object()) {
        text += between;
        text += name;
        text += '=' + to_text(held);
        between = " ";
    }
    return text;
}

std::string place_of(const json::object& event) {
    for (const char* const kind : {"port", "source"}) {
        const std::string_view name = text_at(event, kind);
        if (!name.empty()) return fmt::format("{} {}", kind, name);
    }
    return "weir";
}

std::string content_of(const json::object& event) {
    const std::string_view step = text_at(event, "step");
    if (step == "sample") return fields_of(event);
    if (step == "stage") {
        const json::value* const held = event.if_contains("held_back");
        const bool is_held = held != nullptr && held->is_bool() && held->get_bool();
        return (is_held ? "held back: " : "") + fields_of(event);
    }
    if (step == "message") {
        const bool is_text = event.contains("payload");
        return fmt::format("{} {}", text_at(event, "topic"),
                           is_text ? text_at(event, "payload") : bytes_at(event));
    }
    if (step == "bad") return fmt::format("{}: {}", text_at(event, "reason"), bytes_at(event));
    return bytes_at(event);
}

}  // namespace

std::string tap_text(const json::object& event) {
    if (const json::value* const dropped = event.if_contains("dropped"))
        return fmt::format("… {} more went through than could be shown", to_text(*dropped));
    const std::string_view ts = text_at(event, "ts");
    const std::string_view step = text_at(event, "step");
    const std::string_view time = ts.size() == 24 ? ts.substr(11, 12) : ts;
    const std::string_view what = step == "stage" ? text_at(event, "stage") : step;
    std::string place = shown(place_of(event));
    if (text_width(place) < place_width) place = left_column(place, place_width);
    return fmt::format("{}  {}  {}  {}", shown(time), place, left_column(shown(what), step_width),
                       shown(content_of(event)));
}

}  // namespace weir
