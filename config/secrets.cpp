#include "config/secrets.hpp"

#include <algorithm>
#include <array>

#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

using cut = masked_line::cut;

bool is_secret_name_letter(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '.';
}

bool is_key_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

void gather(const node& from, bool secret, secrets& all) {
    if (from.is == node::form::scalar && (secret || from.secret)) {
        hide(from.text, all);
        if (!from.secret) all.places.push_back(from.where);
    }
    for (const node& item : from.items)
        gather(item, secret, all);
    for (const node::entry& entry : from.entries) {
        if (secret) {
            hide(entry.key, all);
            all.places.push_back(entry.key_at);
        }
        gather(entry.value, secret || is_secret_key(entry.key), all);
    }
}

// `!secret name` and nothing else: the name may be seen.
bool is_reference(std::string_view value) {
    constexpr std::string_view tag = "!secret ";
    if (!value.starts_with(tag)) return false;
    value.remove_prefix(tag.size());
    const auto end = std::find_if_not(value.begin(), value.end(), is_secret_name_letter);
    value.remove_prefix(static_cast<std::size_t>(end - value.begin()));
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    return value.empty() || std::string_view("#,}").find(value[0]) != std::string_view::npos;
}

// Where the value begins whose key, a secret one, ends at `end`; npos when no key ends there.
std::size_t value_behind_key(std::string_view line, std::size_t end) {
    std::size_t begin = end;
    while (begin > 0 && is_key_letter(line[begin - 1]))
        --begin;
    const bool quoted = end < line.size() && (line[end] == '"' || line[end] == '\'');
    const std::size_t colon = line.find_first_not_of(" \t", quoted ? end + 1 : end);
    if (colon == line.npos || line[colon] != ':') return line.npos;
    if (!is_secret_key(line.substr(begin, end - begin))) return line.npos;
    return std::min(line.find_first_not_of(" \t", colon + 1), line.size());
}

// Behind the value that begins at `begin`: the end of the line, unless the value surely ends before. `brace`:
// where the line's first one is.
std::size_t value_end(std::string_view line, std::size_t begin, std::size_t brace) {
    if (begin == line.size()) return begin;
    const char first = line[begin];
    if (first == '"' || first == '\'') {
        const std::size_t close = line.find(first, begin + 1);
        const bool plain = close != line.npos && line.substr(begin, close - begin).find('\\') == line.npos &&
                           !line.substr(close + 1).starts_with(first);
        return plain ? close + 1 : line.size();
    }
    const bool in_flow = brace < begin && std::string_view("&!*|>[{").find(first) == std::string_view::npos;
    return in_flow ? std::min(line.find_first_of(",}", begin), line.size()) : line.size();
}

// Cuts out what stands between :// and the last @ in front of a comment: a password may have blanks in it.
void cut_users(std::string_view line, std::vector<cut>& cuts) {
    std::size_t end = 0;
    for (std::size_t at = line.find("://"); at != line.npos; at = line.find("://", end)) {
        const std::size_t begin = at + 3;
        const std::size_t user_end = line.substr(begin, line.find(" #", begin) - begin).rfind('@');
        end = user_end == line.npos ? begin : begin + user_end;
        if (end > begin) cuts.push_back({begin, end});
    }
}

// What a secret value leaves to be hidden in the lines behind it.
struct hiding {
    bool on = false;
    std::size_t indent = 0;  // lines that are indented more belong to the value
    char quote = 0;          // and all lines up to the one that has it

    bool covers(std::string_view line) {
        if (on && quote != 0) {
            if (line.find(quote) != line.npos) quote = 0;
            return true;
        }
        on = on && (indent_of(line) > indent || indent_of(line) == line.size());
        return on;
    }
};

void cut_values(std::string_view line, std::vector<cut>& cuts, hiding& after) {
    const std::size_t brace = line.find('{');
    for (std::size_t at = 1; at <= line.size(); ++at) {
        if (!is_key_letter(line[at - 1]) || (at < line.size() && is_key_letter(line[at]))) continue;
        const std::size_t begin = value_behind_key(line, at);
        if (begin == line.npos) continue;
        if (is_reference(line.substr(begin))) continue;
        const std::size_t end = value_end(line, begin, brace);
        if (end > begin) cuts.push_back({begin, end});
        const char first = begin < line.size() ? line[begin] : '\0';
        const bool unclosed = (first == '"' || first == '\'') && line.find(first, begin + 1) == line.npos;
        after = {true, indent_of(line), unclosed ? first : '\0'};
        at = std::max(at, end);
    }
}

// What is known, wherever it stands; all of a line that would take long.
void cut_known(std::string_view line, const secrets& known, std::vector<cut>& cuts) {
    constexpr std::size_t most_search = 10'000'000;
    if (known.texts.size() * line.size() > most_search) {
        cuts.push_back({0, line.size()});
        return;
    }
    for (const std::string& text : known.texts) {
        for (std::size_t at = line.find(text); at != line.npos; at = line.find(text, at + text.size()))
            cuts.push_back({at, at + text.size()});
    }
}

void join(std::vector<cut>& cuts) {
    std::sort(cuts.begin(), cuts.end(), [](const cut& a, const cut& b) { return a.begin < b.begin; });
    std::vector<cut> joined;
    for (const cut& each : cuts) {
        if (!joined.empty() && each.begin <= joined.back().end) {
            joined.back().end = std::max(joined.back().end, each.end);
        } else {
            joined.push_back(each);
        }
    }
    cuts = std::move(joined);
}

masked_line mask(std::string_view line, const std::vector<cut>& cuts) {
    masked_line shown;
    std::size_t done = 0;
    for (const cut& each : cuts) {
        if (each.begin == each.end) continue;
        shown.text.append(line.substr(done, each.begin - done)).append("***");
        shown.cuts.push_back(each);
        done = each.end;
    }
    shown.text.append(line.substr(done));
    return shown;
}

}  // namespace

bool is_secret_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 && name[0] != '.' &&
           std::all_of(name.begin(), name.end(), is_secret_name_letter);
}

bool is_secret_key(std::string_view key) {
    static constexpr std::array<std::string_view, 1> names{"password"};
    return !did_you_mean(key, names).empty() || key == names[0];
}

void hide(std::string_view text, secrets& all) {
    if (text.empty()) return;
    const std::string quoted = quote(text);
    if (text.size() < 4) {
        all.texts.insert(quoted);
        return;
    }
    all.texts.emplace(text);
    all.texts.insert(quoted.substr(1, quoted.size() - 2));
}

void hide_secrets_of(const node& root, secrets& all) {
    gather(root, false, all);
}

std::size_t masked_line::position(std::size_t offset) const {
    std::size_t gone = 0;
    for (const cut& each : cuts) {
        if (offset < each.begin) break;
        if (offset < each.end) return each.begin - gone;
        gone += each.end - each.begin;
        gone -= 3;  // modulo: a secret may be shorter than its ***
    }
    return offset - gone;
}

std::string without_secrets(std::string_view message, const secrets& known) {
    std::vector<cut> cuts;
    hiding unused;
    cut_values(message, cuts, unused);
    cut_users(message, cuts);
    cut_known(message, known, cuts);
    join(cuts);
    return mask(message, cuts).text;
}

secret_mask::secret_mask(std::string_view text, std::uint32_t file, const secrets& known) : known_(known) {
    hiding after;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view line = without_line_end(text.substr(start, end - start + 1));
        start = end + 1;
        lines_.push_back(line);
        std::vector<cut> cuts;
        if (after.covers(line)) {
            cuts.push_back({indent_of(line), line.size()});
        } else {
            cut_values(line, cuts, after);
            cut_users(line, cuts);
        }
        if (!cuts.empty()) cuts_.emplace(lines_.size(), std::move(cuts));
    }
    for (const place& each : known.places) {
        if (each.file != file || each.line == 0 || each.line > lines_.size()) continue;
        const std::string_view line = lines_[each.line - 1];
        const std::size_t begin = each.column - 1;
        if (begin < line.size()) cuts_[each.line].push_back({begin, value_end(line, begin, line.npos)});
    }
}

masked_line secret_mask::line(std::uint32_t number) const {
    if (number == 0 || number > lines_.size()) return {};
    const std::string_view line = lines_[number - 1];
    const auto found = cuts_.find(number);
    std::vector<cut> cuts = found == cuts_.end() ? std::vector<cut>() : found->second;
    cut_known(line, known_, cuts);
    join(cuts);
    return mask(line, cuts);
}

}  // namespace weir
