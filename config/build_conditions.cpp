#include <algorithm>
#include <optional>
#include <utility>

#include "config/build_commands.hpp"
#include "config/wording.hpp"
#include "drivers/expression.hpp"

namespace weir {

namespace {

// As an expression writes it.
std::string written(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

class condition_builder {
public:
    // All must outlive it.
    condition_builder(const std::vector<source_settings>& sources, problems& found)
        : sources_(sources), found_(found) {}

    // Nothing when there is none, or a wrong one.
    std::optional<condition_settings> build(const setting::member& of, std::string_view key) {
        const setting& from = of.value[key];
        if (!from.present()) return std::nullopt;
        const spot here = below(spot_of_command(of), key, from.where);
        expression_error why;
        const auto made = expression::compile(from.text(), why);
        if (!made) return std::nullopt;
        condition_settings built{from.text(), {}};
        if (made->names().empty())
            found_.add(here.at, within(here, "no field is named"), "it would be true always, or never");
        for (const std::string& name : made->names()) {
            if (auto field = look_up(name, here)) built.names.push_back(std::move(*field));
        }
        return built.names.size() == made->names().size() ? std::optional(std::move(built)) : std::nullopt;
    }

private:
    std::optional<live_field> look_up(const std::string& name, const spot& here) {
        const std::size_t dot = name.find('.');
        if (dot == name.npos) {
            found_.add(here.at, within(here, quote(name) + " names no source"),
                       "a field is written source.field, and text has quotes");
            return std::nullopt;
        }
        const std::string source = name.substr(0, dot);
        const auto is_it = [&](const source_settings& each) { return stands_for(source, each.name); };
        const auto first = std::find_if(sources_.begin(), sources_.end(), is_it);
        if (first == sources_.end()) {
            complain_of_unknown(source, here);
            return std::nullopt;
        }
        const auto second = std::find_if(first + 1, sources_.end(), is_it);
        if (second == sources_.end()) return live_field{first->name, name.substr(dot + 1)};
        found_.add(here.at,
                   within(here, quote(source) + " stands for both " + quote(first->name) + " and " +
                                    quote(second->name)),
                   "rename one of them");
        return std::nullopt;
    }

    void complain_of_unknown(const std::string& source, const spot& here) {
        std::vector<std::string> names;
        for (const source_settings& each : sources_)
            names.push_back(written(each.name));
        const std::vector<std::string_view> among(names.begin(), names.end());
        found_.add(here.at, within(here, "unknown source " + quote(source)), hint_at(source, among, found_));
    }

    const std::vector<source_settings>& sources_;
    problems& found_;
};

}  // namespace

void build_conditions(const setting::member& from, const std::vector<source_settings>& sources,
                      command_settings& command, problems& found) {
    condition_builder conditions(sources, found);
    command.require = conditions.build(from, "require");
    const setting& lasting = from.value["for"];
    if (auto when = conditions.build(from, "run_when")) {
        command.rule =
            rule_settings{std::move(*when), lasting.present() ? lasting.duration() : duration::zero()};
    }
    if (!is_written(lasting) || is_written(from.value["run_when"])) return;
    const spot here = below(spot_of_command(from), "for", lasting.where);
    found.add(here.at, within(here, "'for' without 'run_when'"));
}

}  // namespace weir
