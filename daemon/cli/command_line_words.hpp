#pragma once

#include <string>
#include <vector>

namespace weir {

// An option or a positional argument, as the command line has it.
struct command_word {
    std::vector<std::string> names;    // "-c", "--config"; none: positional
    std::string value;                 // what stands for it: "FILE"; empty: a flag
    std::vector<std::string> choices;  // if it is one of these
    std::string help;
    std::string preset;
    bool required = false;
    bool repeated = false;
};

struct subcommand_words {
    std::string name;
    std::string help;
    std::vector<command_word> words;
};

// All that can be said on the command line: first by the program itself, which has no name here and one of
// the subcommands' names as its argument, then by each of those.
std::vector<subcommand_words> command_line_words();

// The same as what shells complete with (bash-completion's file, zsh's function) and as the part of weir(1)
// about commands (Markdown).
std::string bash_completion(const std::vector<subcommand_words>& all);
std::string zsh_completion(const std::vector<subcommand_words>& all);
std::string commands_manual(const std::vector<subcommand_words>& all);

}  // namespace weir
