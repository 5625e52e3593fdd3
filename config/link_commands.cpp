#include <algorithm>
#include <map>
#include <optional>

#include "config/build_commands.hpp"
#include "config/wording.hpp"

namespace weir {

namespace {

// The first parameter that a request must give; null when there is none.
const param_settings* find_needed(const command_settings& command) {
    const auto needed = std::find_if(command.params.begin(), command.params.end(),
                                     [](const param_settings& each) { return !each.preset; });
    return needed == command.params.end() ? nullptr : &*needed;
}

class linker {
public:
    // All must outlive the linker.
    linker(std::vector<command_settings>& commands, problems& found) : commands_(commands), found_(found) {
        for (const command_settings& each : commands) {
            index_.emplace(each.name, names_.size());
            names_.push_back(each.name);
        }
    }

    void take_interlock(std::size_t of, const setting::member& from) {
        const setting& others = from.value["interlock"];
        if (!others.is<setting::list>()) return;
        const spot here = below(spot_of_command(from), "interlock", others.where);
        for (const setting& each : others.items()) {
            if (const auto other = look_up(of, each, here)) {
                commands_[of].interlock.push_back(*other);
                commands_[*other].interlock.push_back(of);
            }
        }
    }

    void take_deadman(std::size_t of, const setting::member& from) {
        const setting& every = from.value["deadman"]["every"];
        const setting& then = from.value["deadman"]["then"];
        const spot here = below(below(spot_of_command(from), "deadman", {}), "then", then.where);
        const auto other = look_up(of, then, here);
        if (!other || !every.present()) return;
        commands_[of].deadman = deadman_settings{every.duration(), *other};
        deadman_of_.emplace(*other, of);
        const param_settings* needed = find_needed(commands_[*other]);
        if (needed == nullptr) return;
        found_.add(then.where,
                   within(here, quote(names_[*other]) + " needs the parameter " + quote(needed->name)),
                   "a default would do");
    }

    void check_own_runs(std::size_t of, const setting::member& from) {
        const param_settings* needed = find_needed(commands_[of]);
        if (needed == nullptr) return;
        for (const std::string_view key : {"run_on", "run_when"}) {
            const setting& run = from.value[key];
            if (!is_written(run)) continue;
            const spot here = below(spot_of_command(from), key, run.where);
            found_.add(run.where, within(here, "the command needs the parameter " + quote(needed->name)),
                       "a default would do");
        }
    }

    // Needs all dead man's switches.
    void check_latch(std::size_t of, const setting::member& from) {
        const command_settings& command = commands_[of];
        const bool safe_state = command.on_stop || command.on_disconnect || command.rule ||
                                command.emergency || deadman_of_.contains(of);
        if (!command.latch || safe_state) return;
        const setting& latch = from.value["latch"];
        const spot here = below(spot_of_command(from), "latch", latch.where);
        found_.add(
            latch.where, within(here, "the command is no safe state"),
            "it needs run_on stop or disconnect, run_when, priority emergency, or a deadman that runs it");
    }

private:
    std::optional<std::size_t> look_up(std::size_t of, const setting& name, const spot& here) {
        if (!name.present()) return std::nullopt;
        const auto known = index_.find(name.text());
        if (known == index_.end()) {
            found_.add(name.where, within(here, "unknown command " + quote(name.text())),
                       hint_at(name.text(), names_, found_));
            return std::nullopt;
        }
        if (known->second != of) return known->second;
        found_.add(name.where, within(here, quote(name.text()) + " is the command itself"));
        return std::nullopt;
    }

    std::vector<command_settings>& commands_;
    problems& found_;
    std::vector<std::string_view> names_;
    std::map<std::string_view, std::size_t> index_;
    std::map<std::size_t, std::size_t> deadman_of_;  // what it runs -> the first that has it run
};

}  // namespace

void link_commands(const setting& section, std::vector<command_settings>& commands, problems& found) {
    linker links(commands, found);
    const setting::map& members = members_of(section);
    for (std::size_t i = 0; i < members.size(); ++i) {
        links.take_interlock(i, members[i]);
        links.take_deadman(i, members[i]);
        links.check_own_runs(i, members[i]);
    }
    for (std::size_t i = 0; i < members.size(); ++i)
        links.check_latch(i, members[i]);
    for (command_settings& each : commands) {
        std::sort(each.interlock.begin(), each.interlock.end());
        each.interlock.erase(std::unique(each.interlock.begin(), each.interlock.end()), each.interlock.end());
    }
}

}  // namespace weir
