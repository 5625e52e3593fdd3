#include "config/build.hpp"

#include <algorithm>

#include "config/build_modbus.hpp"
#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

bool is_small(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
    return is_small(c) || (c >= 'A' && c <= 'Z');
}

void check_version(const setting& version, problems& found) {
    if (!version.present() || version.integer() == 1) return;
    found.add(version.where, "version " + std::to_string(version.integer()) + " is not known",
              "this weir reads version 1");
}

node_settings build_node(const setting& from, problems& found) {
    node_settings node;
    node.id = text_or(from["id"]);
    node.name = text_or(from["name"], node.id);
    const bool valid = std::all_of(node.id.begin(), node.id.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
    });
    if (!node.id.empty() && (!valid || !(is_letter(node.id[0]) || is_digit(node.id[0])))) {
        found.add(from["id"].where, quote(node.id) + " is no id in node.id",
                  "letters, digits, '_', '.' and '-', a letter or digit first");
        node.id.clear();
    }
    return node;
}

command_limits build_command_limits(const setting& limits) {
    if (!limits.present()) return {};
    const auto count = [&](std::string_view key) { return static_cast<std::size_t>(limits[key].integer()); };
    return {count("commands"), count("queue"), count("queue_per_port")};
}

}  // namespace

std::string text_or(const setting& what, std::string_view other) {
    return what.is<std::string>() ? what.text() : std::string(other);
}

const setting::map& members_of(const setting& what) {
    static const setting::map none;
    return what.is<setting::map>() ? what.members() : none;
}

void check_name(const setting::member& named, const std::string& section, problems& found) {
    const std::string& name = named.name;
    const bool valid = !name.empty() && name.size() <= 64 && is_small(name[0]) &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return is_small(c) || is_digit(c) || c == '_' || c == '-'; });
    if (valid) return;
    found.add(named.name_at, "bad name " + quote(name) + " in " + section,
              "small letters, digits, '_' and '-', a letter first");
}

std::string hint_at(std::string_view word, std::span<const std::string_view> among, const problems& found) {
    constexpr std::size_t few = 20;
    return found.size() < few ? did_you_mean(word, among) : std::string();
}

settings build_settings(const setting& root, const build_context& with) {
    settings all;
    all.file = with.file;
    check_version(root["version"], with.found);
    all.node = build_node(root["node"], with.found);
    all.mqtt = build_mqtt(root["mqtt"], with);
    all.ports = build_ports(root["ports"], with);
    build_quarantines(root["ports"], all, with);
    all.clock = text_or(root["clock"]) == "trust" ? clock_trust::trust : clock_trust::automatic;
    if (const setting& outbox = root["limits"]["outbox"]; outbox.present()) {
        all.outbox_limit = static_cast<std::size_t>(outbox.integer());
    }
    all.command_limits = build_command_limits(root["limits"]);
    all.log_level = text_or(root["log"]["level"], all.log_level);
    all.sources = build_sources(root, all, with);
    settle_decoder_frames(root["ports"], all, with);
    check_reopen(root["ports"], all, with.found);
    all.commands = build_commands(root["commands"], all, with);
    settle_modbus_ports(root, all, with);
    return all;
}

}  // namespace weir
