#include <algorithm>
#include <utility>

#include "config/build_commands.hpp"
#include "config/topic.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

// A value to begin with.
value some_value(const param_settings& param) {
    const std::vector<value> known = samples_of(param);
    if (!known.empty()) return known.front();
    return param.type == param_type::text ? value("x") : value(std::int64_t{1});
}

std::string text_of(const value& sample) {
    if (const auto* text = std::get_if<std::string>(&sample)) return *text;
    return std::holds_alternative<bool>(sample) ? "true" : "1";
}

// Encodes what the command may be told, so that what never fits is found before it is asked for.
class trial {
public:
    // All must outlive the trial.
    trial(const encoder& by, const std::string& written, const std::vector<param_settings>& params)
        : by_(by), written_(written), params_(params) {
        for (const param_settings& each : params)
            values_.push_back(some_value(each));
    }

    // Why not; empty: all that was tried can be encoded.
    std::string run() {
        std::string why = encode();
        if (!why.empty()) return takes_any_text() ? std::string() : why;
        for (std::size_t i = 0; i < params_.size(); ++i) {
            for (const value& each : samples_of(params_[i])) {
                values_[i] = each;
                why = encode();
                if (!why.empty()) return "parameter " + quote(params_[i].name) + ": " + why;
            }
        }
        return {};
    }

private:
    bool takes_any_text() const {
        return std::any_of(params_.begin(), params_.end(), [](const param_settings& each) {
            return each.type == param_type::text && !each.preset;
        });
    }

    std::string encode() const {
        std::vector<encoder::argument> arguments;
        for (std::size_t i = 0; i < params_.size(); ++i)
            arguments.push_back({params_[i].name, &values_[i]});
        const auto look = [&](std::string_view name) -> std::optional<std::string> {
            for (const encoder::argument& each : arguments) {
                if (each.name == name) return text_of(*each.held);
            }
            return std::string();  // has its problem from check_templates()
        };
        std::string unknown;
        const std::string text = expand(written_, look, unknown).value_or(std::string());
        std::string why;
        return by_.encode({text, arguments}, why) ? std::string() : why;
    }

    const encoder& by_;
    const std::string& written_;
    const std::vector<param_settings>& params_;
    std::vector<value> values_;
};

class encode_builder {
public:
    // All must outlive the builder.
    encode_builder(const setting::member& command, const std::vector<param_settings>& params, problems& found)
        : command_(command), params_(params), found_(found) {}

    std::shared_ptr<const encoder> build(const component_use& use) {
        const auto& kind = static_cast<const encoder_kind&>(*use.kind);
        const std::size_t before = found_.size();
        check_keys(kind);
        problems its;
        std::shared_ptr<const encoder> made = make_encoder(use, its);
        for (const problem& each : its.all()) {
            const spot here = spot_of("encode");
            found_.add(each.where.line == 0 ? here.at : each.where, within(here, each.message), each.hint);
        }
        if (found_.size() > before || made == nullptr || !parameters_known(*made)) return made;
        const std::string why = trial(*made, text_or(command_.value["write"]), params_).run();
        if (!why.empty()) complain(kind.takes_text ? "write" : "encode", why);
        return made;
    }

private:
    spot spot_of(std::string_view key) const {
        return below(spot_of_command(command_), key, command_.value[key].where);
    }
    void complain(std::string_view key, std::string what, std::string hint = {}) {
        const spot here = spot_of(key);
        found_.add(here.at, within(here, std::move(what)), std::move(hint));
    }

    void check_keys(const encoder_kind& kind) {
        const std::string by = "'encode: " + std::string(kind.name) + "'";
        if (is_written(command_.value["modbus"]))
            complain("encode", "both 'modbus' and 'encode'", "'modbus' makes the bytes itself");
        if (is_written(command_.value["topic"]) && !is_written(command_.value["port"]))
            complain("encode", "'encode' without 'port'", "a message on a topic is written as it is");
        if (kind.takes_text) {
            if (is_written(command_.value["write"])) return;
            found_.add(command_.name_at, within(spot_of_command(command_), "missing key 'write'"),
                       "it is what " + by + " encodes");
            return;
        }
        for (const char* key : {"write", "cancel"}) {
            if (is_written(command_.value[key]))
                complain(key, quote(key) + " beside " + by, "it makes its bytes of the parameters alone");
        }
    }

    // Else check_templates() says it.
    bool parameters_known(const encoder& made) const {
        const auto wanted = made.parameters();
        return std::all_of(wanted.begin(), wanted.end(), [&](const encoder::parameter& each) {
            return find_param(params_, each.name) != nullptr;
        });
    }

    const setting::member& command_;
    const std::vector<param_settings>& params_;
    problems& found_;
};

}  // namespace

std::shared_ptr<const encoder> build_encode(const setting::member& command,
                                            const std::vector<param_settings>& params, catalogue encoders,
                                            problems& found) {
    const component_use use = use_of(command.value["encode"], encoders);
    if (use.kind == nullptr) return nullptr;
    return encode_builder(command, params, found).build(use);
}

}  // namespace weir
