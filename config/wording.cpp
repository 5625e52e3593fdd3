#include "config/wording.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "config/raw_text.hpp"

namespace weir {

namespace {

constexpr std::size_t most_quoted = 40;  // characters

struct unit {
    double size;
    std::string_view name;
};

// In the largest unit that makes it a whole number.
std::string in_units(double amount, std::span<const unit> units) {
    for (const unit& each : units) {
        const double count = amount / each.size;
        if (count >= 1 && std::abs(count - std::round(count)) < 1e-9) {
            return show_number(std::round(count)).append(each.name);
        }
    }
    return show_number(amount / units.back().size).append(units.back().name);
}

std::string show_limit(const shape& form, double limit) {
    if (form.is == kind::duration) return show_duration(limit);
    if (form.is == kind::size) return show_size(limit);
    return show_number(limit);
}

std::string_view counted(const shape& form) {
    const bool single = form.max == 1 || (form.min == 1 && std::isinf(form.max));
    if (form.is == kind::text) return single ? "byte" : "bytes";
    if (form.is == kind::list || form.is == kind::map) return single ? "entry" : "entries";
    return form.unit;
}

std::string describe_alone(const shape& form) {
    switch (form.is) {
        case kind::boolean:
            return "true or false";
        case kind::integer:
            return "an integer";
        case kind::number:
            return "a number";
        case kind::text:
            return form.is_expression ? "an expression" : "text";
        case kind::duration:
            return "a duration such as 500ms";
        case kind::size:
            return "a size such as 64KiB";
        case kind::choice:
            return any_of({form.choices.begin(), form.choices.end()});
        case kind::list:
            return "a list";
        case kind::map:
        case kind::group:
            return "a map";
        case kind::component:
            return std::string("a ").append(name_of(form.from));
        case kind::any:
            return "any value";
    }
    return {};
}

}  // namespace

std::string quote(std::string_view text) {
    std::string shown = "'";
    std::size_t count = 0;
    while (!text.empty() && count++ < most_quoted) {
        const std::size_t size = std::max<std::size_t>(1, character_size(text));
        const std::string_view character = text.substr(0, size);
        const bool printable = character_size(text) > 0 && !is_control(character) && text[0] != '\t' &&
                               text[0] != '\n' && text[0] != '\r';
        if (printable) {
            shown.append(character);
        } else {
            shown.append("\\").append(show_hex(static_cast<unsigned char>(character.back())).substr(1));
        }
        text.remove_prefix(size);
    }
    return shown.append(text.empty() ? "'" : "...'");
}

std::string in_yaml_quotes(std::string_view text) {
    std::string all = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') all += '\\';
        all += c;
    }
    return all + '"';
}

std::string show_number(double number) {
    std::array<char, 64> out{};
    const bool whole = std::abs(number) < 1e15 && number == std::floor(number);
    const auto end =
        whole ? std::to_chars(out.data(), out.data() + out.size(), static_cast<std::int64_t>(number))
              : std::to_chars(out.data(), out.data() + out.size(), number);
    return {out.data(), end.ptr};
}

std::string show_hex(unsigned char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    return {'0', 'x', digits[byte >> 4U], digits[byte & 15U]};
}

std::string show_duration(double seconds) {
    static constexpr std::array units{unit{86400, "d"}, unit{3600, "h"},  unit{60, "min"},
                                      unit{1, "s"},     unit{1e-3, "ms"}, unit{1e-6, "us"}};
    return seconds == 0 ? "0s" : in_units(seconds, units);
}

std::string show_size(double bytes) {
    static constexpr std::array units{unit{1024.0 * 1024 * 1024, "GiB"}, unit{1024.0 * 1024, "MiB"},
                                      unit{1024, "KiB"}, unit{1, "B"}};
    return in_units(bytes, units);
}

std::string any_of(const std::vector<std::string>& words) {
    std::string all;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) all.append(i + 1 == words.size() ? " or " : ", ");
        all.append(words[i]);
    }
    return all;
}

std::string describe(const shape& form) {
    std::vector<std::string> all;
    for (const shape* each = &form; each != nullptr; each = each->or_else) {
        std::string one = describe_alone(*each);
        if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(std::move(one));
    }
    return any_of(all);
}

std::string describe_range(const shape& form) {
    const bool low = std::isfinite(form.min);
    const bool high = std::isfinite(form.max);
    if (!low && !high) return {};
    std::string range;
    if (low && high && form.min == form.max) {
        range = show_limit(form, form.min);
    } else if (low && high) {
        range = show_limit(form, form.min) + " to " + show_limit(form, form.max);
    } else {
        range = low ? "at least " + show_limit(form, form.min) : "at most " + show_limit(form, form.max);
    }
    const std::string_view unit = counted(form);
    return unit.empty() ? range : range.append(" ").append(unit);
}

std::string telling_range(const shape& form) {
    const bool counted = form.is == kind::text || form.is == kind::list;
    if (counted && form.min <= 1 && form.max >= 4096) return {};
    if (form.is == kind::duration && form.min == 0 && std::isinf(form.max)) return {};
    return describe_range(form);
}

std::string sentence(std::string_view help) {
    std::string text(help);
    if (text.empty()) return text;
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text.ends_with('.') ? text : text + ".";
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::string_view name_of(slot which) {
    constexpr std::array<std::string_view, 8> names{"value",  "framer", "decoder",  "stage",
                                                    "format", "device", "checksum", "encoder"};
    return names.at(static_cast<std::size_t>(which));
}

}  // namespace weir
