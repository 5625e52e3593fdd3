#include "daemon/cli/command_line_words.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include "daemon/cli/wiring.hpp"

namespace weir {

namespace {

// CLI11 puts what its checks want behind the type: "TEXT:{none,even,odd}", "N:INT in [5 - 8]".
void take_type(std::string type, command_word& into) {
    if (const std::size_t range = type.find(" in ["); range != type.npos) type.erase(type.rfind(':', range));
    const std::size_t listed = type.find(":{");
    if (listed != type.npos) {
        into.choices = CLI::detail::split(type.substr(listed + 2, type.size() - listed - 3), ',');
        type.erase(listed);
    }
    into.value = std::move(type);
}

command_word word_of(const CLI::Option& option) {
    command_word made;
    for (const std::string& name : option.get_snames())
        made.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames())
        made.names.push_back("--" + name);
    if (option.get_items_expected_max() > 0) take_type(option.get_type_name(), made);
    made.help = option.get_description();
    made.preset = option.get_default_str();
    made.required = option.get_required();
    made.repeated = option.get_expected_max() > 1;
    return made;
}

subcommand_words words_of(const CLI::App& app) {
    subcommand_words made{app.get_name(), app.get_description(), {}};
    for (const CLI::Option* option : app.get_options())
        made.words.push_back(word_of(*option));
    return made;
}

}  // namespace

std::vector<subcommand_words> command_line_words() {
    CLI::App app;
    action chosen;
    add_everything(app, chosen);
    std::vector<subcommand_words> all{words_of(app)};
    command_word subcommand{{}, "COMMAND", {}, {}, {}, true, false};
    for (const CLI::App* each : std::as_const(app).get_subcommands({})) {
        all.push_back(words_of(*each));
        subcommand.choices.push_back(each->get_name());
    }
    all.front().name.clear();
    all.front().words.push_back(std::move(subcommand));
    return all;
}

}  // namespace weir
