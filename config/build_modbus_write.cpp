#include <algorithm>
#include <optional>
#include <set>

#include "config/build_commands.hpp"
#include "config/build_modbus.hpp"
#include "config/scalar.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"
#include "drivers/modbus/write.hpp"

namespace weir {

namespace {

class write_builder {
public:
    // All must outlive the builder.
    write_builder(const setting::member& command, const std::vector<param_settings>& params, problems& found)
        : from_(command.value["modbus"]),
          here_(below(spot_of_command(command), "modbus", from_.where)),
          params_(params),
          found_(found) {}

    std::optional<modbus::write_settings> build() {
        if (from_["unit_id"].present()) made_.unit = static_cast<std::uint8_t>(from_["unit_id"].integer());
        made_.multiple = from_["multiple"].boolean();
        const std::size_t before = found_.size();
        if (!take_place()) return std::nullopt;
        // What contradicts itself takes no value.
        if (from_["value"].present() && found_.size() == before) take_value(from_["value"].text());
        return std::move(made_);
    }

private:
    spot at(std::string_view key) const { return below(here_, key, from_[key].where); }
    void complain(std::string_view key, std::string what, std::string hint = {}) {
        found_.add(from_[key].where, within(at(key), std::move(what)), std::move(hint));
    }

    bool take_place() {
        const bool coil = is_written(from_["coil"]);
        if (coil && is_written(from_["holding"])) {
            complain("coil", "both 'holding' and 'coil'", "a command writes to one of them");
            return false;
        }
        if (!coil && !is_written(from_["holding"])) {
            found_.add(here_.at, within(here_, "missing key 'holding' or 'coil'"),
                       "the address that is written to stands there");
            return false;
        }
        made_.table = coil ? modbus::table::coil : modbus::table::holding;
        made_.as = build_coding(from_, made_.table, here_, found_);
        check_names();
        const setting& address = from_[coil ? "coil" : "holding"];
        const std::uint32_t count = coil ? 1 : modbus::registers_of(made_.as);
        check_addresses(address, count, at(coil ? "coil" : "holding"), found_);
        if (count > modbus::most_written)
            complain("length", "at most " + std::to_string(modbus::most_written) + " registers are written");
        if (address.present()) made_.address = static_cast<std::uint16_t>(address.integer());
        return true;
    }

    void check_names() {
        std::set<std::string_view> seen;
        for (const auto& each : made_.as.names) {
            if (!seen.insert(each.second).second)
                complain("enum", quote(each.second) + " stands there for two values");
        }
    }

    // --- What is written

    void take_value(const std::string& text) {
        bool has_param = false;
        std::string unused;
        const auto look = [&](std::string_view) {
            has_param = true;
            return std::optional<std::string>(std::string());
        };
        expand(text, look, unused);
        if (!has_param) {
            made_.what = constant_of(text);
            expect_fit(std::get<value>(made_.what), {});
        } else if (text.front() != '{' || text.find('}') != text.size() - 1) {
            complain("value", "expected one parameter or a constant, got " + quote(text),
                     "a parameter alone, as {name}");
        } else {
            take_param(text.substr(1, text.size() - 2));
        }
    }

    value constant_of(const std::string& text) const {
        std::string unused;
        if (made_.as.type == modbus::value_type::text) return text;
        const auto& names = made_.as.names;
        if (std::any_of(names.begin(), names.end(), [&](const auto& each) { return each.second == text; }))
            return text;
        if (const auto integer = parse_integer(text, unused)) return *integer;
        if (const auto number = parse_decimal(text, unused)) return *number;
        return text;
    }

    bool expect_fit(const value& what, const std::string& of_param) {
        std::string why;
        if (modbus::make_write(made_, what, why)) return true;
        complain("value", of_param + why);
        return false;
    }

    // An unknown one has its problem from check_templates().
    void take_param(const std::string& name) {
        const param_settings* const param = find_param(params_, name);
        if (param == nullptr) return;
        made_.what = static_cast<std::size_t>(param - params_.data());
        check_param(*param);
    }

    // All that is known of what it may be: its range, its choices, its default.
    void check_param(const param_settings& param) {
        const std::string of = "parameter " + quote(param.name) + ": ";
        const bool text = made_.as.type == modbus::value_type::text;
        const bool is_choice = param.type == param_type::choice;
        if (!is_choice && (param.type == param_type::text) != text) {
            complain("value", of + (text ? "what is written there is text" : "text cannot be written there"));
            return;
        }
        if (!is_choice && text) return;
        for (const value& each : samples_of(param)) {
            if (!expect_fit(each, of)) return;
        }
    }

    const setting& from_;
    const spot here_;
    const std::vector<param_settings>& params_;
    problems& found_;
    modbus::write_settings made_;
};

void refuse_other_ways(const setting::member& command, problems& found) {
    for (const char* key : {"write", "expect", "reject", "cancel"}) {
        const setting& other = command.value[key];
        if (!is_written(other)) continue;
        const bool cancel = key == std::string_view("cancel");
        found.add(other.where,
                  within(below(spot_of_command(command), key, other.where), quote(key) + " beside 'modbus'"),
                  cancel ? "what was asked of a Modbus device cannot be called off"
                         : "'modbus' says what is written and answered");
    }
}

}  // namespace

std::optional<modbus::write_settings> build_modbus_write(const setting::member& command,
                                                         const std::vector<param_settings>& params,
                                                         problems& found) {
    const setting& modbus = command.value["modbus"];
    if (!is_written(modbus)) return std::nullopt;
    refuse_other_ways(command, found);
    if (is_written(command.value["topic"]) && !is_written(command.value["port"])) {
        found.add(modbus.where,
                  within(below(spot_of_command(command), "modbus", modbus.where), "'modbus' without 'port'"));
    }
    if (!modbus.present()) return std::nullopt;
    return write_builder(command, params, found).build();
}

}  // namespace weir
