#include <algorithm>
#include <array>

#include "drivers/encoder.hpp"
#include "drivers/mavlink/command.hpp"
#include "drivers/text.hpp"

// MAVLink: COMMAND_LONG, and the COMMAND_ACK that answers it.
namespace weir {

extern const encoder_kind mavlink_encoder;

namespace {

// One of the seven: a constant, or the name of a parameter.
struct command_param {
    float constant = 0;
    std::string name;  // empty: `constant` holds
    place where;
};
using command_params = std::array<command_param, 7>;

// "{arm}" is the name "arm"; empty for what is none.
std::string_view name_in(std::string_view text) {
    const bool named = text.size() > 2 && text.front() == '{' && text.back() == '}';
    return named ? text.substr(1, text.size() - 2) : std::string_view();
}

std::optional<float> number_in(const value& held) {
    if (const auto* truth = std::get_if<bool>(&held)) return *truth ? 1.0F : 0.0F;
    const auto number = as_number(held);
    return number ? std::optional(static_cast<float>(*number)) : std::nullopt;
}

class command_writer final : public encoder {
public:
    command_writer(mavlink::command command, command_params params, mavlink::sender from, mavlink::version as)
        : command_(command), params_(std::move(params)), from_(from), as_(as) {}

    std::optional<std::string> encode(const input& of, std::string& why) const override {
        mavlink::command filled = command_;
        for (std::size_t i = 0; i < params_.size(); ++i) {
            const auto number = number_of(params_[i], of);
            if (!number) {
                why = params_[i].name + " is no number";
                return std::nullopt;
            }
            filled.params[i] = *number;
        }
        return mavlink::on_the_wire(as_, static_cast<std::uint8_t>(of.number & 0xFFU), from_, filled);
    }

    std::vector<parameter> parameters() const override {
        std::vector<parameter> all;
        for (const command_param& each : params_) {
            if (!each.name.empty()) all.push_back({each.name, each.where});
        }
        return all;
    }

    bool awaits_answer() const override { return true; }

    // One that says that it is at work is not the last one.
    answer understand(const input&, std::string_view frame) const override {
        const mavlink::answer said = mavlink::understand(command_, from_, frame);
        if (said.what == mavlink::answer::good) return {answer::good, std::string(name_of(said.code))};
        if (said.what == mavlink::answer::refused) return {answer::refused, std::string(name_of(said.code))};
        return {};
    }

private:
    static std::optional<float> number_of(const command_param& param, const input& of) {
        if (param.name.empty()) return param.constant;
        const auto found = std::find_if(of.arguments.begin(), of.arguments.end(),
                                        [&](const argument& each) { return each.name == param.name; });
        return found == of.arguments.end() ? std::nullopt : number_in(*found->held);
    }

    const mavlink::command command_;
    const command_params params_;
    const mavlink::sender from_;
    const mavlink::version as_;
};

constexpr std::array<std::string_view, 2> versions{"1", "2"};
constexpr shape param_form{.is = kind::text, .min = 1, .max = 64};
constexpr shape id_form{.is = kind::integer, .min = 0, .max = 255};

constexpr option members[] = {
    {.name = "command",
     .form = {.is = kind::text, .min = 1, .max = 64},
     .help = "the number of the command, MAV_CMD, or the name of a well-known one",
     .required = true},
    {.name = "params",
     .form = {.is = kind::list, .min = 1, .max = 7, .item = &param_form},
     .help =
         "its parameters from the first on: a number, or one of the command's own as `{name}`; the others "
         "are 0"},
    {.name = "system", .form = id_form, .preset = "1", .help = "the system that is told; 0: all"},
    {.name = "component",
     .form = id_form,
     .preset = "1",
     .help = "the component that is told; 1: the autopilot; 0: all"},
    {.name = "from_system", .form = id_form, .preset = "255", .help = "who we are; 255: a ground station"},
    {.name = "from_component",
     .form = id_form,
     .preset = "190",
     .help = "which component we are; 190: a mission planner"},
    {.name = "version",
     .form = {.is = kind::choice, .choices = versions},
     .preset = "2",
     .help = "of the protocol that we send; the answer may have the other"},
};

command_params params_from(const setting& list, problems& found) {
    command_params made;
    if (!list.present()) return made;
    for (std::size_t i = 0; i < std::min(list.items().size(), made.size()); ++i) {
        const setting& each = list.items()[i];
        made[i].where = each.where;
        made[i].name = name_in(each.text());
        if (!made[i].name.empty()) continue;
        const auto number = parse_number(each.text());
        if (number) {
            made[i].constant = number_in(*number).value_or(0);
        } else {
            found.add(each.where, "expected a number or a parameter as {name}, got '" + each.text() + "'");
        }
    }
    return made;
}

std::uint8_t id_of(const setting& from) {
    return static_cast<std::uint8_t>(from.integer());
}

void check(const component_use& use, problems& found) {
    const setting& command = use.argument["command"];
    if (!mavlink::command_number(command.text())) {
        found.add(command.where, "unknown command '" + command.text() + "'",
                  "its number does as well; see MAV_CMD in the standard's common message set");
    }
    params_from(use.argument["params"], found);
}

std::unique_ptr<encoder> make(const component_use& use, problems& found) {
    const setting& from = use.argument;
    mavlink::command command;
    command.number = mavlink::command_number(from["command"].text()).value_or(0);
    command.target_system = id_of(from["system"]);
    command.target_component = id_of(from["component"]);
    const mavlink::sender us{id_of(from["from_system"]), id_of(from["from_component"])};
    const bool first = from["version"].text() == "1";
    return std::make_unique<command_writer>(command, params_from(from["params"], found), us,
                                            first ? mavlink::version::one : mavlink::version::two);
}

}  // namespace

constinit const encoder_kind mavlink_encoder{
    {.name = "mavlink",
     .help = "a COMMAND_LONG of MAVLink; its COMMAND_ACK is the answer, and needs no `expect`",
     .argument = {.is = kind::group, .members = members},
     .options = {},
     .check = check},
    make,
    false};

}  // namespace weir
