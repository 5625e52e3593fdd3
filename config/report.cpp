#include "config/report.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "config/raw_text.hpp"

namespace weir {

namespace {

constexpr std::size_t most_shown = 50;
constexpr std::size_t line_bytes = 160;   // shown of a longer line,
constexpr std::size_t bytes_before = 60;  // and of it in front of the caret

std::size_t size_of_next(std::string_view text) {
    return std::max<std::size_t>(1, character_size(text));
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); ++count)
        text.remove_prefix(size_of_next(text));
    return count;
}

char32_t code_point(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return first;
    char32_t code = first & (0x7FU >> character.size());
    for (const char c : character.substr(1))
        code = (code << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    return code;
}

// Columns of a terminal, roughly Unicode's East Asian Width.
std::size_t width_of(std::string_view character) {
    using range = std::pair<char32_t, char32_t>;
    static constexpr range none[] = {{0x300, 0x36F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}};
    static constexpr range two[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3},
                                    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
                                    {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    const char32_t code = code_point(character);
    const auto holds = [&](const range& each) { return code >= each.first && code <= each.second; };
    if (std::any_of(std::begin(none), std::end(none), holds)) return 0;
    return std::any_of(std::begin(two), std::end(two), holds) ? 2 : 1;
}

// The bytes of the word that begins `text`: a quoted text, or up to what ends a plain one.
std::size_t token_size(std::string_view text) {
    if (text.empty()) return 0;
    if (text[0] == '"' || text[0] == '\'') {
        const std::size_t close = text.find(text[0], 1);
        return close == text.npos ? text.size() : close + 1;
    }
    if (std::string_view("[]{},:").find(text[0]) != std::string_view::npos) return 1;
    std::size_t end = 0;
    while (end < text.size() && std::string_view(",[]{}").find(text[end]) == std::string_view::npos) {
        const std::string_view rest = text.substr(end);
        if (rest == ":" || rest.starts_with(": ") || rest.starts_with(" #")) break;
        ++end;
    }
    return std::max<std::size_t>(1, std::min(text.find_last_not_of(" \t", end - 1), end) + 1);
}

struct drawing {
    std::string line;
    std::string blanks;  // as wide as what stands in front of the caret
    std::string carets;
};

// Appends one character of the line, made harmless, and what is as wide as it.
void draw(std::string_view character, bool valid, std::string& line, std::string& under, char mark) {
    if (character == "\t") {
        line += '\t';
        under += mark == ' ' ? '\t' : mark;
    } else if (!valid || is_control(character) || character == "\r") {
        line += '?';
        under += mark;
    } else {
        line += character;
        under.append(width_of(character), mark);
    }
}

std::string harmless(std::string_view text) {
    std::string shown;
    std::string unused;
    while (!text.empty()) {
        const std::string_view character = text.substr(0, size_of_next(text));
        draw(character, character_size(character) > 0 && character != "\n", shown, unused, ' ');
        text.remove_prefix(character.size());
    }
    return shown;
}

drawing draw_line(const masked_line& masked, std::size_t offset) {
    const std::string_view text = masked.text;
    const std::size_t at = std::min(masked.position(offset), text.size());
    const std::size_t end = at + token_size(text.substr(at));
    std::size_t from = at > line_bytes - bytes_before ? at - bytes_before : 0;
    while (from < at && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U)
        ++from;
    drawing out;
    if (from > 0) {
        out.line = "...";
        out.blanks = "   ";
    }
    std::size_t here = from;
    while (here < text.size() && here < from + line_bytes) {
        const std::string_view rest = text.substr(here);
        const std::string_view character = rest.substr(0, size_of_next(rest));
        std::string unused;
        std::string& under = here < at ? out.blanks : here < end ? out.carets : unused;
        draw(character, character_size(rest) > 0, out.line, under, here < at ? ' ' : '^');
        here += character.size();
    }
    if (here < text.size()) out.line += "...";
    if (out.carets.empty()) out.carets = "^";
    return out;
}

std::string padded(std::uint32_t number) {
    const std::string digits = std::to_string(number);
    return std::string(digits.size() < 5 ? 5 - digits.size() : 0, ' ') + digits;
}

// Where the problem is in its line, in bytes.
std::size_t offset_in(std::string_view line, place where) {
    return std::min<std::size_t>(where.column - 1, line.size());
}

const config_text& file_of(place where, const std::vector<config_text>& files) {
    return files.at(where.file);
}

class writer {
public:
    // All must outlive the writer.
    writer(const std::vector<config_text>& files, const secrets& hidden, severity as)
        : files_(files), hidden_(hidden), word_(as == severity::error ? ": error: " : ": warning: ") {}

    void show(const problem& each) {
        const std::string hint = each.hint.empty() ? "" : " " + clean(each.hint);
        out_ += show_place(each.where, files_) + word_ + clean(each.message) + "\n";
        if (each.where.line == 0) return;
        const std::string_view line = line_of(file_of(each.where, files_).text, each.where.line);
        if (line.find_first_not_of(" \t\r") == line.npos || hidden_.files.contains(each.where.file)) {
            if (!hint.empty()) out_ += "      |" + hint + "\n";
            return;
        }
        const masked_line masked = mask_of(each.where.file).line(each.where.line);
        const drawing drawn = draw_line(masked, offset_in(line, each.where));
        const std::string number = padded(each.where.line);
        out_ += number + " | " + drawn.line + "\n" + std::string(number.size(), ' ') + " | " + drawn.blanks +
                drawn.carets + hint + "\n";
    }

    std::string take() { return std::move(out_); }

private:
    std::string clean(const std::string& words) const { return harmless(without_secrets(words, hidden_)); }

    const secret_mask& mask_of(std::uint32_t file) {
        return masks_.try_emplace(file, files_[file].text, file, hidden_).first->second;
    }

    const std::vector<config_text>& files_;
    const secrets& hidden_;
    std::string word_;
    std::map<std::uint32_t, secret_mask> masks_;
    std::string out_;
};

std::vector<problem> in_order(const problems& found) {
    std::vector<problem> all = found.all();
    const auto key = [](const problem& each) {
        return std::tuple(each.where.file, each.where.line, each.where.column);
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const problem& a, const problem& b) { return key(a) < key(b); });
    const auto same = [&](const problem& a, const problem& b) {
        return key(a) == key(b) && a.message == b.message;
    };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    return all;
}

}  // namespace

std::string show_place(place where, const std::vector<config_text>& files) {
    const config_text& file = file_of(where, files);
    std::string name = harmless(file.name);
    if (where.line == 0) return name;
    const std::string_view line = line_of(file.text, where.line);
    const std::size_t column = count_characters(line.substr(0, offset_in(line, where))) + 1;
    return name + ":" + std::to_string(where.line) + ":" + std::to_string(column);
}

std::string report(const problems& found, const std::vector<config_text>& files, const secrets& hidden,
                   severity as) {
    const std::vector<problem> all = in_order(found);
    writer shown(files, hidden, as);
    for (std::size_t i = 0; i < std::min(most_shown, all.size()); ++i)
        shown.show(all[i]);
    std::string out = shown.take();
    if (all.size() > most_shown) out += "... and " + std::to_string(all.size() - most_shown) + " more\n";
    return out;
}

}  // namespace weir
