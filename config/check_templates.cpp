#include <algorithm>
#include <set>

#include "config/build_commands.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

constexpr int most_misspelt = 8;  // names of a command that are complained of

// A text that the parameter may be.
std::string sample_of(const param_settings& param) {
    switch (param.type) {
        case param_type::number:
        case param_type::integer:
            return "1";
        case param_type::boolean:
            return "true";
        case param_type::choice:
            if (!param.choices.empty()) return param.choices.front();
            break;
        case param_type::text:
            break;
    }
    return "x";
}

class template_checker {
public:
    // All must outlive the checker.
    template_checker(const std::vector<param_settings>& params, pattern_budget& patterns, problems& found)
        : params_(params), patterns_(patterns), found_(found) {}

    void check_text(const setting& group, std::string_view key, const spot& in) {
        if (group[key].present()) filled(group[key], below(in, key, group[key].where), false);
    }

    void check_pattern(const setting& group, std::string_view key, const spot& in) {
        const setting& text = group[key];
        if (!text.present()) return;
        const spot here = below(in, key, text.where);
        const std::size_t before = found_.size();
        const std::string sample = filled(text, here, true);
        std::string why;
        if (found_.size() > before || patterns_.compile(sample, why)) return;
        found_.add(text.where, within(here, "not a valid pattern"), why);
    }

    void check_names(const encoder& by, const spot& here) {
        for (const encoder::parameter& each : by.parameters()) {
            const spot there{here.path, each.where.line == 0 ? here.at : each.where};
            use(each.name, there, false);
        }
    }

    // Or may be: a misspelt name is said once.
    bool is_used(const std::string& name) const { return misspelt_ > 0 || used_.contains(name); }

private:
    // The template with samples in place of its parameters.
    std::string filled(const setting& text, const spot& here, bool is_pattern) {
        const auto look = [&](std::string_view name) -> std::optional<std::string> {
            const param_settings* const param = use(name, here, is_pattern);
            return is_pattern && param != nullptr ? pattern::escaped(sample_of(*param)) : std::string();
        };
        std::string unused;
        return expand(text.text(), look, unused).value_or(std::string());
    }

    const param_settings* use(std::string_view name, const spot& here, bool is_pattern) {
        const param_settings* const param = find_param(params_, name);
        if (param != nullptr) {
            used_.insert(param->name);
        } else {
            complain(name, here, is_pattern);
        }
        return param;
    }

    void complain(std::string_view name, const spot& here, bool is_pattern) {
        if (++misspelt_ > most_misspelt) return;
        std::vector<std::string_view> names;
        for (const param_settings& each : params_)
            names.push_back(each.name);
        std::string hint = did_you_mean(name, names);
        if (hint.empty()) {
            hint = "{name} stands for a parameter, and 'params' has none of this name";
            if (is_pattern) hint += "; as text it is [{]name}";
        }
        const std::string shown = "{" + std::string(name.substr(0, 64)) + "}";
        found_.add(here.at, within(here, "unknown name " + quote(shown)), hint);
    }

    const std::vector<param_settings>& params_;
    pattern_budget& patterns_;
    problems& found_;
    std::set<std::string> used_;
    int misspelt_ = 0;
};

}  // namespace

void check_templates(const setting::member& command, const std::vector<param_settings>& params,
                     const encoder* encode, pattern_budget& patterns, problems& found) {
    const spot here = spot_of_command(command);
    const setting& cancel = command.value["cancel"];
    const setting& modbus = command.value["modbus"];
    const spot inside = below(here, "cancel", cancel.where);
    template_checker checker(params, patterns, found);
    checker.check_text(command.value, "write", here);
    checker.check_text(modbus, "value", below(here, "modbus", modbus.where));
    checker.check_pattern(command.value, "expect", here);
    checker.check_pattern(command.value, "reject", here);
    checker.check_text(cancel, "write", inside);
    checker.check_pattern(cancel, "expect", inside);
    if (encode != nullptr) checker.check_names(*encode, below(here, "encode", command.value["encode"].where));
    const spot section = below(here, "params", {});
    for (const setting::member& each : members_of(command.value["params"])) {
        if (!is_param_name(each.name) || checker.is_used(each.name)) continue;
        found.add(
            each.name_at, within(section, quote(each.name) + " is used nowhere"),
            "{" + each.name.substr(0, 64) + "} stands for it in 'write', 'expect', 'reject' and 'cancel'");
    }
}

}  // namespace weir
