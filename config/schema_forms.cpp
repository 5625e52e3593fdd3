#include "config/schema_forms.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "config/fill.hpp"
#include "config/scalar.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::string_view duration_pattern = R"(^([0-9]+\.?[0-9]*|\.[0-9]+)(us|ms|s|min|h|d)$)";
constexpr std::string_view size_pattern = "^[0-9]+(B|KiB|MiB|GiB)$";

// `patternErrorMessage` is what editors say in place of the pattern; others pass over it.
json::object matching(json::array types, std::string_view pattern, std::string otherwise) {
    return {{"type", std::move(types)}, {"pattern", pattern}, {"patternErrorMessage", std::move(otherwise)}};
}

// weir counts bytes and a schema characters, which have up to four.
json::object text_form(const shape& form) {
    json::object made{{"type", {"string", "number", "boolean"}}};
    shape characters = form;
    characters.min = std::ceil(form.min / 4);
    limit(made, characters, "minLength", "maxLength");
    return made;
}

json::object number_form(std::string_view type, const shape& form) {
    json::object made{{"type", type}};
    limit(made, form, "minimum", "maximum");
    return made;
}

json::object size_form(const shape& form) {
    json::object made = matching({"string", "integer"}, size_pattern, "expected " + describe(form));
    limit(made, form, "minimum", "maximum");
    return made;
}

// What YAML takes for a number is a choice as well: `protocol: 5`.
json::object choice_form(const shape& form) {
    json::array words;
    for (const std::string_view each : form.choices) {
        std::string unused;
        words.emplace_back(each);
        if (const auto whole = parse_integer(each, unused)) words.emplace_back(*whole);
    }
    return {{"enum", std::move(words)}};
}

// "an integer, 50 to 4000000 Bd"
std::string in_words(shape form) {
    form.or_else = nullptr;
    const std::string range = telling_range(form);
    return describe(form) + (range.empty() ? "" : ", " + range);
}

// `[Modbus](modbus.md)` as `Modbus`: a link of the documentation leads nowhere in an editor.
std::string without_links(std::string_view help) {
    std::string text(help);
    for (std::size_t middle = text.find("]("); middle != text.npos; middle = text.find("](")) {
        const std::size_t begin = text.rfind('[', middle);
        text.erase(middle, text.find(')', middle) + 1 - middle);
        text.erase(begin, 1);
    }
    return text;
}

}  // namespace

json::object scalar_form(const shape& form) {
    switch (form.is) {
        case kind::integer:
            return number_form("integer", form);
        case kind::number:
            return number_form("number", form);
        case kind::duration:
            return matching({"string"}, duration_pattern, "expected " + describe(form));
        case kind::size:
            return size_form(form);
        case kind::choice:
            return choice_form(form);
        case kind::text:
            return text_form(form);
        default:
            return {{"type", "boolean"}};
    }
}

json::object structured_form(std::string_view type) {
    return matching({type, "string"}, R"(\.ya?ml$)", type == "array" ? "expected a list" : "expected a map");
}

json::object variable_form() {
    return {{"title", "${VARIABLE}"},
            {"description", "Of the environment: `${NAME}`, `${NAME:-default}` or `${NAME:?message}`."},
            {"type", "string"},
            {"pattern", R"(\$\{)"}};
}

void limit(json::object& made, const shape& form, std::string_view least, std::string_view most) {
    const auto as_json = [](double bound) -> json::value {
        const bool whole = std::abs(bound) < 1e15 && bound == std::floor(bound);
        return whole ? json::value(static_cast<std::int64_t>(bound)) : json::value(bound);
    };
    if (std::isfinite(form.min)) made[least] = as_json(form.min);
    if (std::isfinite(form.max)) made[most] = as_json(form.max);
}

bool is_structured(const shape& form) {
    return form.is == kind::list || form.is == kind::map || form.is == kind::group;
}

bool has_required(std::span<const option> members) {
    return std::any_of(members.begin(), members.end(), [](const option& each) { return each.required; });
}

bool takes_nothing(const shape& form) {
    if (form.is == kind::group) return !has_required(form.members);
    return is_structured(form) && form.min <= 0;
}

bool takes_any_text(const shape& form) {
    return form.is == kind::any || (form.is == kind::text && form.min <= 4 && form.max >= 4096);
}

bool stands_alone(const component& what) {
    if (!has_group(what.argument) || has_required(what.options)) return false;
    const shape* first = &what.argument;
    while (!is_structured(*first))
        first = first->or_else;
    return takes_nothing(*first);
}

json::value preset_of(const option& what) {
    std::string unused;
    if (what.form.is == kind::boolean) return what.preset == "true";
    if (what.form.is == kind::integer || what.form.is == kind::size) {
        if (const auto whole = parse_integer(what.preset, unused)) return *whole;
    }
    if (what.form.is == kind::number) {
        if (const auto number = parse_decimal(what.preset, unused)) return *number;
    }
    return json::value(what.preset);
}

std::string description_of(const option& what) {
    std::vector<std::string> forms;
    for (const shape* each = &what.form; each != nullptr; each = each->or_else)
        forms.push_back(in_words(*each));
    const std::string preset = what.preset.empty() ? "" : "; " + std::string(what.preset) + " when not given";
    return sentence(without_links(what.help)) + " (" + any_of(forms) + preset + ")";
}

}  // namespace weir
