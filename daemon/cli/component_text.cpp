#include "daemon/cli/component_text.hpp"

#include <chrono>
#include <fmt/format.h>

#include "config/fill.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

std::string list_text(const setting::list& items) {
    std::string all;
    for (const setting& each : items)
        all += (all.empty() ? "[" : ", ") + setting_text(each);
    return all.empty() ? "[]" : all + "]";
}

std::string map_text(const setting::map& members) {
    std::string all;
    for (const setting::member& each : members) {
        if (!is_written(each.value)) continue;
        all += (all.empty() ? "{" : ", ") + each.name;
        const std::string value = setting_text(each.value);
        if (!value.empty()) all += ": " + value;
    }
    return all.empty() ? all : all + "}";
}

}  // namespace

std::string escaped_text(std::string_view text) {
    std::string all;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            all += "\\n";
        } else if (c == '\r') {
            all += "\\r";
        } else if (byte < 0x20 || byte == 0x7F) {
            all += fmt::format("\\x{:02x}", byte);
        } else {
            all += c;
        }
    }
    return all;
}

std::string setting_text(const setting& what) {
    if (!what.present() || !is_written(what)) return {};
    if (what.is<setting::list>()) return list_text(what.items());
    if (what.is<setting::map>()) return map_text(what.members());
    if (what.is<bool>()) return what.boolean() ? "true" : "false";
    if (what.is<duration>()) return show_duration(std::chrono::duration<double>(what.duration()).count());
    if (what.is<std::string>()) return escaped_text(what.text());
    return show_number(what.number());
}

std::string component_text(const component_use& use) {
    if (use.kind == nullptr) return "-";
    std::string all(use.kind->name);
    for (const setting* each : {&use.argument, &use.options}) {
        const std::string text = setting_text(*each);
        if (!text.empty()) all += " " + text;
    }
    return all;
}

}  // namespace weir
