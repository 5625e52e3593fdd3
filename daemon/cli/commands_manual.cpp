#include "config/wording.hpp"
#include "daemon/cli/command_line_words.hpp"

namespace weir {

namespace {

std::string argument(const command_word& word) {
    const std::string value = "*" + word.value + "*" + (word.repeated ? "..." : "");
    return word.required ? " " + value : " [" + value + "]";
}

// "weir tap [OPTIONS] [*NAME*]"
std::string synopsis(const subcommand_words& command) {
    std::string all = "weir " + command.name + " [OPTIONS]";
    for (const command_word& word : command.words) {
        if (word.names.empty()) all += argument(word);
    }
    return all;
}

// A term and its meaning.
std::string entry(const command_word& word) {
    std::string term;
    for (const std::string& name : word.names)
        term += (term.empty() ? "**" : ", **") + name + "**";
    if (!word.value.empty()) term += (term.empty() ? "*" : " *") + word.value + "*";
    std::string meaning = sentence(word.help);
    for (const std::string& choice : word.choices)
        meaning += (&choice == &word.choices.front() ? " One of: " : ", ") + choice +
                   (&choice == &word.choices.back() ? "." : "");
    if (!word.preset.empty()) meaning += " When not given: " + word.preset + ".";
    return term + "\n: " + meaning + "\n\n";
}

}  // namespace

std::string commands_manual(const std::vector<subcommand_words>& all) {
    std::string text;
    for (const subcommand_words& command : all) {
        if (command.name.empty()) continue;
        text += "### " + synopsis(command) + "\n\n" + sentence(command.help) + "\n\n";
        for (const command_word& word : command.words) {
            const bool is_help = !word.names.empty() && word.names.back() == "--help";
            if (!is_help) text += entry(word);
        }
    }
    return text;
}

}  // namespace weir
