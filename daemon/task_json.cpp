#include "daemon/task_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

#include "drivers/text.hpp"

namespace weir {

namespace json = boost::json;

namespace {

json::value text_or_null(std::string_view text) {
    if (text.empty()) return nullptr;
    if (is_utf8(text)) return json::string(text);
    json::string ascii(text);
    std::replace_if(
        ascii.begin(), ascii.end(), [](char byte) { return (byte & 0x80) != 0; }, '?');
    return ascii;
}

// What a device sent must not command the reader's terminal.
std::string printable(std::string_view text) {
    std::string shown(text);
    const auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; };
    std::replace_if(shown.begin(), shown.end(), is_control, '?');
    return shown;
}

std::string line_of(const json::object& task) {
    std::string line = printable(task.at("name").as_string());
    const json::value& awaits = task.at("awaits");
    line += awaits.is_null() ? "  runs" : "  awaits " + printable(awaits.as_string());
    line += "  for " + seconds_to_text(task.at("for").to_number<double>());
    const auto restarts = task.at("restarts").to_number<std::uint64_t>();
    if (restarts > 0) line += fmt::format("  restarts {}", restarts);
    const json::value& error = task.at("last_error");
    if (!error.is_null()) line += "  last error \"" + printable(error.as_string()) + '"';
    return line + '\n';
}

void draw_children(const json::object& task, const std::string& margin, std::string& into) {
    const json::array& children = task.at("children").as_array();
    for (const json::value& child : children) {
        const bool last = &child == &children.back();
        into += margin + (last ? "└─ " : "├─ ") + line_of(child.as_object());
        draw_children(child.as_object(), margin + (last ? "   " : "│  "), into);
    }
}

}  // namespace

json::value tasks_to_json(const task& root, monotonic_time now) {
    json::array children;
    for (const task* child : root.children())
        children.push_back(tasks_to_json(*child, now));
    const std::chrono::duration<double> since = now - root.since();
    json::object node;
    node["name"] = text_or_null(root.name());
    node["awaits"] = text_or_null(root.awaits());
    node["for"] = std::max(0.0, std::round(since.count() * 1000) / 1000);
    node["restarts"] = root.restarts();
    node["last_error"] = text_or_null(root.last_error());
    node["children"] = std::move(children);
    return node;
}

std::string tasks_to_text(const json::value& tree) {
    const json::object& root = tree.as_object();
    std::string text = line_of(root);
    draw_children(root, "", text);
    return text;
}

std::string seconds_to_text(double seconds) {
    if (seconds < 1) return fmt::format("{:.0f}ms", seconds * 1000);
    if (seconds < 60) return fmt::format("{:.1f}s", seconds);
    const auto whole = static_cast<std::int64_t>(seconds);
    if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
    if (whole < 86400) return fmt::format("{}h{:02}m", whole / 3600, whole % 3600 / 60);
    return fmt::format("{}d{:02}h", whole / 86400, whole % 86400 / 3600);
}

}  // namespace weir
