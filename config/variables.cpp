#include "config/variables.hpp"

#include <algorithm>
#include <utility>

#include "config/raw_text.hpp"
#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

bool is_name(std::string_view text) {
    return !text.empty() && !is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_word);
}

// What stands between the braces.
struct reference {
    std::string name;
    char otherwise = 0;  // '-': `rest` in its place; '?': `rest` is what is wrong
    std::string_view rest;
};

std::optional<reference> parse_reference(std::string_view inside, problem& why) {
    const std::size_t colon = std::min(inside.find(':'), inside.size());
    reference made{std::string(inside.substr(0, colon)), 0, {}};
    const std::string_view behind = inside.substr(colon);
    if (behind.starts_with(":-") || behind.starts_with(":?")) {
        made.otherwise = behind[1];
        made.rest = behind.substr(2);
    }
    const bool nested = made.rest.find("${") != made.rest.npos;
    if (is_name(made.name) && (behind.empty() || made.otherwise != 0) && !nested) return made;
    why.message = nested ? "a variable inside of another one's default" : "not a variable after '${'";
    why.hint = "${NAME}, ${NAME:-default} or ${NAME:?message}; $${ is text";
    return std::nullopt;
}

// The value of the variable, or what takes its place.
std::optional<std::string> value_of(const reference& what, const variable_lookup& variable, problem& why) {
    auto value = variable(what.name);
    const bool missing = !value || (what.otherwise != 0 && value->empty());
    if (missing && what.otherwise == '-') return std::string(what.rest);
    if (missing) {
        why.message = "the variable " + quote(what.name) + " is not set";
        why.hint = what.otherwise == '?' ? std::string(what.rest)
                                         : "set it, or give it a default: ${" + what.name + ":-default}";
        return std::nullopt;
    }
    if (!why_unreadable(*value)) return value;
    why.message = "the value of the variable " + quote(what.name) + " is no text";
    return std::nullopt;
}

}  // namespace

std::optional<substituted> substitute(std::string_view text, const variable_lookup& variable,
                                      std::size_t most, problem& why) {
    substituted made;
    for (std::size_t dollar = text.find('$'); dollar != text.npos; dollar = text.find('$')) {
        made.text += text.substr(0, dollar);
        text.remove_prefix(dollar);
        if (!text.starts_with("${")) {
            made.text += '$';
            text.remove_prefix(text.starts_with("$$") ? 2 : 1);
            continue;
        }
        const std::size_t close = text.find('}');
        if (close == text.npos) {
            why.message = "a '${' that is not closed";
            why.hint = "$${ is text";
            return std::nullopt;
        }
        const auto what = parse_reference(text.substr(2, close - 2), why);
        if (!what) return std::nullopt;
        auto value = value_of(*what, variable, why);
        if (!value) return std::nullopt;
        made.text += *value;
        made.values.push_back(std::move(*value));
        if (made.text.size() > most) return made;
        text.remove_prefix(close + 1);
    }
    made.text += text;
    return made;
}

}  // namespace weir
