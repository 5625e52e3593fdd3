#include <array>
#include <optional>

#include "daemon/process/per_field.hpp"
#include "daemon/process/plain_value.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

// What a key stands for is not written: `1` is the integer, the number and the text.
struct pair {
    std::string text;
    std::optional<value> number;
    value to;

    bool is_for(const value& data) const {
        if (const auto* other = std::get_if<std::string>(&data)) return *other == text;
        if (const auto* flag = std::get_if<bool>(&data)) return text == (*flag ? "true" : "false");
        return number && same(data, *number);
    }
};
using table = std::vector<pair>;

table read_table(const setting& one) {
    table all;
    for (const setting::member& each : one.members()) {
        const auto integer = parse_integer(each.name);  // hexadecimal too
        all.push_back({each.name, integer ? std::optional<value>(*integer) : parse_number(each.name),
                       value_of(each.value)});
    }
    return all;
}

class map_values : public stage {
public:
    map_values(const setting& argument, std::optional<value> otherwise)
        : for_all_(is_plain_map(argument)),
          tables_(argument, read_table, for_all_),
          otherwise_(std::move(otherwise)) {}

    outcome apply(sample& through, const moment&) override {
        outcome result = passes;
        for (field& each : through.fields) {
            const table* const known = is_null(each.data) ? nullptr : tables_.find(each.name);
            if (known != nullptr && !change(each.data, *known)) result = failed;
        }
        return result;
    }

private:
    bool change(value& data, const table& known) const {
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const pair& each) { return each.is_for(data); });
        if (found != known.end()) {
            data = found->to;
        } else if (otherwise_) {
            data = *otherwise_;
        } else if (!for_all_) {
            data = std::monostate{};
            return false;
        }
        return true;
    }

    bool for_all_;
    per_field<table> tables_;
    std::optional<value> otherwise_;
};

void check_map(const component_use& use, problems& found) {
    if (is_plain_map(use.argument)) return;
    for (const setting::member& each : use.argument.members()) {
        if (!each.value.is<setting::map>())
            found.add(each.name_at, "'" + each.name + "' has a value, and others have maps",
                      "a map from value to value for all fields, or one for each named field");
    }
}

std::unique_ptr<stage> make_map(const component_use& use, problems&) {
    const setting& otherwise = use.options["default"];
    return std::make_unique<map_values>(
        use.argument, otherwise.present() ? std::optional(value_of(otherwise)) : std::nullopt);
}

// Of the whole argument, whichever form it has: check_map tells them apart.
constexpr shape table_of_field{.is = kind::map, .min = 1, .item = &plain_value};
constexpr shape text{.is = kind::text, .or_else = &table_of_field};
constexpr shape flag{.is = kind::boolean, .or_else = &text};
constexpr shape number{.is = kind::number, .or_else = &flag};
constexpr shape value_or_table{.is = kind::integer, .or_else = &number};
constexpr std::array options{
    option{"default", plain_value, {}, "What a value becomes that is not in the map."}};

}  // namespace

extern const stage_kind map_stage;
const stage_kind map_stage{{"map",
                            "Makes one value of another: a map from value to value for all fields, or a map "
                            "from field to such a map. Text, "
                            "numbers and booleans are looked up as they are written. Null and NaN stay. What "
                            "is not in the map becomes the "
                            "default; without one it stays, or, in a named field, becomes null and failed.",
                            {.is = kind::map, .min = 1, .item = &value_or_table},
                            options,
                            check_map},
                           make_map};

}  // namespace weir
