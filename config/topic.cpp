#include "config/topic.hpp"

#include <algorithm>

#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::size_t longest = 65535;  // bytes: MQTT 5.0, section 1.5.4
constexpr std::string_view share = "$share/";

std::string why_bad_text(std::string_view text) {
    if (text.empty()) return "it is empty";
    if (text.size() > longest) return "it is longer than 65535 bytes";
    if (!is_text(text) || text.find('\t') != text.npos) return "it holds control characters or is not UTF-8";
    return {};
}

// Takes the first level and its slash off `rest`; `more` says whether something came behind it.
std::string_view take_level(std::string_view& rest, bool& more) {
    const std::size_t end = rest.find('/');
    const std::string_view level = rest.substr(0, end);
    more = end != rest.npos;
    rest = more ? rest.substr(end + 1) : std::string_view();
    return level;
}

std::string why_bad_wildcards(std::string_view filter) {
    for (bool more = true; more;) {
        const std::string_view level = take_level(filter, more);
        if (level.size() > 1 && level.find_first_of("+#") != level.npos)
            return "a wildcard must be a whole level";
        if (level == "#" && more) return "'#' must be the last level";
    }
    return {};
}

bool is_wildcard(std::string_view level) {
    return level == "+" || level == "#";
}

// MQTT 5.0, section 4.7.2: a wildcard in front takes no topic that begins with $.
bool differ_in_dollar(std::string_view one, std::string_view other) {
    return one.starts_with('$') && is_wildcard(other.substr(0, other.find('/')));
}

bool overlap(std::string_view one, std::string_view other) {
    if (differ_in_dollar(one, other) || differ_in_dollar(other, one)) return false;
    for (;;) {
        bool one_more = false;
        bool other_more = false;
        const std::string_view a = take_level(one, one_more);
        const std::string_view b = take_level(other, other_more);
        if (a == "#" || b == "#") return true;
        if (a != b && a != "+" && b != "+") return false;
        if (!one_more && !other_more) return true;
        if (!one_more) return other == "#";  // a/# takes a too
        if (!other_more) return one == "#";
    }
}

// The name that `text` begins with; empty when it begins with none.
std::string_view name_in_front(std::string_view text) {
    const auto is_start = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    if (text.empty() || !is_start(text[0])) return {};
    const auto end = std::find_if_not(text.begin(), text.end(),
                                      [&](char c) { return is_start(c) || (c >= '0' && c <= '9'); });
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

}  // namespace

std::string why_bad_topic(std::string_view name) {
    if (name.find_first_of("+#") != name.npos) return "it holds a wildcard";
    return why_bad_text(name);
}

std::string why_bad_filter(std::string_view filter) {
    if (std::string why = why_bad_text(filter); !why.empty()) return why;
    if (filter.starts_with(share)) {
        const std::string_view group =
            filter.substr(share.size(), filter.find('/', share.size()) - share.size());
        if (group.empty() || group.find_first_of("+#") != group.npos)
            return "the group of $share is empty or has a wildcard";
        if (without_share(filter).empty()) return "nothing follows $share and its group";
    }
    return why_bad_wildcards(without_share(filter));
}

std::string_view without_share(std::string_view filter) {
    if (!filter.starts_with(share)) return filter;
    const std::size_t end = filter.find('/', share.size());
    return end == filter.npos ? std::string_view() : filter.substr(end + 1);
}

bool topic_matches(std::string_view filter, std::string_view name) {
    return overlap(without_share(filter), name);
}

bool filters_overlap(std::string_view one, std::string_view other) {
    return overlap(without_share(one), without_share(other));
}

std::vector<std::string_view> taken_by_wildcards(std::string_view filter, std::string_view name) {
    std::vector<std::string_view> taken;
    filter = without_share(filter);
    bool more = true;
    for (bool name_has_more = true; more;) {
        if (filter == "#") {
            taken.push_back(name);
            break;
        }
        const std::string_view wanted = take_level(filter, more);
        const std::string_view level = name_has_more ? take_level(name, name_has_more) : std::string_view();
        if (wanted == "+") taken.push_back(level);
    }
    return taken;
}

std::vector<std::string> own_topics(const std::string& root) {
    std::vector<std::string> own;
    for (const char* each : {"status", "info", "stats", "link", "+/availability", "port/#", "cmd/#", "audit"})
        own.push_back(root + "/" + each);
    return own;
}

std::optional<std::string> expand(std::string_view text,
                                  const std::function<std::optional<std::string>(std::string_view)>& lookup,
                                  std::string& unknown) {
    std::string out;
    while (!text.empty()) {
        const std::string_view name = text[0] == '{' ? name_in_front(text.substr(1)) : std::string_view();
        if (name.empty() || !text.substr(1 + name.size()).starts_with('}')) {
            out.push_back(text[0]);
            text.remove_prefix(1);
            continue;
        }
        const auto found = lookup(name);
        if (!found) {
            unknown = name;
            return std::nullopt;
        }
        out += *found;
        text.remove_prefix(name.size() + 2);
    }
    return out;
}

}  // namespace weir
