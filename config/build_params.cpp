#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "config/build_commands.hpp"
#include "config/scalar.hpp"
#include "config/sendable.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

bool is_number(param_type type) {
    return type == param_type::number || type == param_type::integer;
}

class param_builder {
public:
    // All must outlive the builder.
    param_builder(const setting::member& from, const spot& here, const std::string& delimiter,
                  pattern_budget& patterns, problems& found)
        : from_(from.value),
          name_at_(from.name_at),
          here_(here),
          delimiter_(delimiter),
          patterns_(patterns),
          found_(found) {
        made_.name = from.name;
    }

    param_settings build() {
        made_.unit = text_or(from_["unit"]);
        if (is_written(from_["default"])) made_.preset.emplace();
        if (!take_type()) return made_;
        const std::size_t before = found_.size();
        take_choices();
        take_range();
        take_pattern();
        // What contradicts itself rejects every default.
        if (from_["default"].present() && found_.size() == before) take_default(from_["default"]);
        return made_;
    }

private:
    spot at(std::string_view key) const { return below(here_, key, from_[key].where); }
    void complain(std::string_view key, std::string what, std::string hint = {}) {
        found_.add(from_[key].where, within(at(key), std::move(what)), std::move(hint));
    }

    // False when nothing more can be said of the parameter.
    bool take_type() {
        const std::string type = text_or(from_["type"]);
        if (is_written(from_["enum"])) {
            made_.type = param_type::choice;
            if (type.empty() || type == "text") return true;
            complain("type", quote(type) + " beside 'enum'", "what an enum lists is text: leave 'type' out");
            return false;
        }
        if (type.empty() && !is_written(from_["type"])) {
            found_.add(name_at_, within(here_, "missing key 'type' or 'enum'"),
                       "number, integer, boolean or text");
        }
        made_.type = type == "number"    ? param_type::number
                     : type == "integer" ? param_type::integer
                     : type == "boolean" ? param_type::boolean
                                         : param_type::text;
        return !type.empty();
    }

    void take_choices() {
        const setting& choices = from_["enum"];
        if (!choices.is<setting::list>()) return;
        std::set<std::string> seen;
        for (const setting& each : choices.items()) {
            if (!each.present()) continue;
            const std::string& text = each.text();
            const std::string why = why_unsendable(text, delimiter_);
            if (!why.empty()) {
                found_.add(each.where, within(at("enum"), quote(text) + " cannot be sent"), why);
            } else if (!seen.insert(text).second) {
                found_.add(each.where, within(at("enum"), quote(text) + " stands there twice"));
            }
            made_.choices.push_back(text);
        }
    }

    std::optional<double> take_bound(std::string_view key) {
        const setting& bound = from_[key];
        if (!is_written(bound)) return std::nullopt;
        if (!is_number(made_.type)) complain(key, quote(key) + " is for numbers and integers");
        return bound.present() ? std::optional(bound.number()) : std::nullopt;
    }

    void take_range() {
        made_.min = take_bound("min");
        made_.max = take_bound("max");
        if (!made_.min || !made_.max || *made_.min <= *made_.max) return;
        complain("max", "max " + show_number(*made_.max) + " is less than min " + show_number(*made_.min));
    }

    void take_pattern() {
        const setting& text = from_["pattern"];
        if (!is_written(text)) return;
        if (made_.type != param_type::text) complain("pattern", "'pattern' is for text");
        made_.pattern = text_or(text);
        std::string why;
        form_ = patterns_.compile(made_.pattern, why);
        if (!form_) complain("pattern", "not a valid pattern", why);
    }

    void take_default(const setting& written) {
        std::string hint;
        const auto parsed = parse(written.text(), hint);
        if (parsed && fits(written.text(), *parsed, hint)) {
            made_.preset = *parsed;
            return;
        }
        if (hint.empty()) hint = "it takes " + what_it_takes();
        complain("default", "the parameter rejects its default " + quote(written.text()), hint);
    }

    std::optional<value> parse(const std::string& text, std::string& hint) const {
        const auto as_value = [](const auto& parsed) {
            return parsed ? std::optional<value>(*parsed) : std::nullopt;
        };
        switch (made_.type) {
            case param_type::number:
                return as_value(parse_decimal(text, hint));
            case param_type::integer:
                return as_value(parse_integer(text, hint));
            case param_type::boolean:
                return as_value(parse_flag(text, hint));
            case param_type::text:
            case param_type::choice:
                break;
        }
        return text;
    }

    bool fits(const std::string& text, const value& parsed, std::string& why) const {
        if (made_.type == param_type::choice) {
            return std::find(made_.choices.begin(), made_.choices.end(), text) != made_.choices.end();
        }
        if (made_.type == param_type::text) {
            why = why_unsendable(text, delimiter_);
            return why.empty() && (!form_ || form_->matches(text));
        }
        const auto number = as_number(parsed);
        return !number || (*number >= range().min && *number <= range().max);
    }

    shape range() const {
        constexpr double any = std::numeric_limits<double>::infinity();
        return {.is = made_.type == param_type::integer ? kind::integer : kind::number,
                .unit = made_.unit,
                .min = made_.min.value_or(-any),
                .max = made_.max.value_or(any)};
    }

    std::string what_it_takes() const {
        if (made_.type == param_type::choice) return any_of(made_.choices);
        if (made_.type == param_type::boolean) return "true or false";
        if (made_.type == param_type::text) return "text that matches " + quote(made_.pattern);
        const std::string limits = describe_range(range());
        return describe(range()) + (limits.empty() ? "" : ", " + limits);
    }

    const setting& from_;
    const place name_at_;
    const spot here_;
    const std::string& delimiter_;
    pattern_budget& patterns_;
    problems& found_;
    param_settings made_;
    std::optional<pattern> form_;  // of made_.pattern
};

}  // namespace

const param_settings* find_param(const std::vector<param_settings>& among, std::string_view name) {
    const auto found = std::find_if(among.begin(), among.end(),
                                    [&](const param_settings& each) { return each.name == name; });
    return found == among.end() ? nullptr : &*found;
}

std::vector<value> samples_of(const param_settings& param) {
    std::vector<value> some(param.choices.begin(), param.choices.end());
    if (param.type == param_type::boolean) some.emplace_back(true);
    if (param.min) some.emplace_back(*param.min);
    if (param.max) some.emplace_back(*param.max);
    if (param.preset) some.push_back(*param.preset);
    return some;
}

bool is_param_name(std::string_view name) {
    const auto is_start = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    const auto is_inside = [&](char c) { return is_start(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 64 && is_start(name[0]) &&
           std::all_of(name.begin(), name.end(), is_inside);
}

std::vector<param_settings> build_params(const setting::member& command, const std::string& delimiter,
                                         pattern_budget& patterns, problems& found) {
    std::vector<param_settings> all;
    const setting& params = command.value["params"];
    const spot section = below(spot_of_command(command), "params", params.where);
    for (const setting::member& each : members_of(params)) {
        if (!is_param_name(each.name)) {
            found.add(each.name_at, within(section, "bad name " + quote(each.name)),
                      "small letters, digits and '_', no digit first");
        }
        all.push_back(
            param_builder(each, below(section, each.name, each.name_at), delimiter, patterns, found).build());
    }
    return all;
}

}  // namespace weir
