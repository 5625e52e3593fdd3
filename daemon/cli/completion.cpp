#include <string_view>

#include "daemon/cli/command_line_words.hpp"
#include "daemon/shell_word.hpp"

namespace weir {

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const std::string& part : parts) {
        if (!all.empty()) all += between;
        all += part;
    }
    return all;
}

std::string escaped(std::string_view text, std::string_view special) {
    std::string all;
    for (const char c : text) {
        if (special.find(c) != special.npos) all += '\\';
        all += c;
    }
    return all;
}

bool is_file(const command_word& word) {
    return word.value == "FILE" || word.value == "PATH";
}

// --- bash: a function that is always the same asks two others.

constexpr std::string_view bash_function = R"(
_weir() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' wanted
    ((COMP_CWORD == 1)) || command=${COMP_WORDS[1]}
    [[ $word != = ]] || word=''
    [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
    wanted=$(_weir_value "$command" "$before")
    if [[ -z $wanted && $word == -* ]]; then
        wanted=$(_weir_options "$command")
    elif [[ -z $wanted ]]; then
        wanted=$(_weir_value "$command" '')
    fi
    case $wanted in
        @file | @port)
            compopt -o filenames 2>/dev/null || true
            [[ -n $word || $wanted == @file ]] || word=/dev/tty
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            ;;
        @) COMPREPLY=() ;;
        *) mapfile -t COMPREPLY < <(compgen -W "$wanted" -- "$word") ;;
    esac
}

complete -F _weir weir
)";

std::string bash_value(const command_word& word) {
    if (!word.choices.empty()) return joined(word.choices, " ");
    if (is_file(word)) return "@file";
    return word.value == "PORT" ? "@port" : "@";
}

void add_bash_command(const subcommand_words& command, std::string& options, std::string& values) {
    const auto add_case = [](std::string& to, const std::string& which, const std::string& what) {
        to += "        '" + which + "') echo '" + what + "' ;;\n";
    };
    std::string all;
    bool has_argument = false;  // the first one's completion is that of those behind it
    for (const command_word& word : command.words) {
        if (word.names.empty()) {
            if (!has_argument) add_case(values, command.name, bash_value(word));
            has_argument = true;
            continue;
        }
        all += (all.empty() ? "" : " ") + joined(word.names, " ");
        for (const std::string& name : word.names)
            if (!word.value.empty()) add_case(values, command.name + name, bash_value(word));
    }
    add_case(options, command.name, all);
}

// --- zsh: what _arguments takes.

std::string zsh_value(const command_word& word) {
    std::string does;
    if (!word.choices.empty()) does = "(" + joined(word.choices, " ") + ")";
    if (is_file(word)) does = "_files";
    if (word.value == "PORT") does = "_files -P /dev/ -W /dev -g \"tty*\"";
    return ":" + escaped(word.value, ":\\") + ":" + does;
}

std::string zsh_spec(const command_word& word) {
    if (word.names.empty()) return in_shell_quotes((word.repeated ? "*" : "") + zsh_value(word));
    std::string help = "[" + escaped(word.help, "[]\\") + "]";
    if (!word.value.empty()) help += zsh_value(word);
    if (word.names.size() == 1) return in_shell_quotes(word.names[0] + help);
    return "'(" + joined(word.names, " ") + ")'{" + joined(word.names, ",") + "}" + in_shell_quotes(help);
}

std::string zsh_command(const subcommand_words& command) {
    std::string all = "                " + command.name + ")\n                    _arguments";
    for (const command_word& word : command.words)
        all += " \\\n                        " + zsh_spec(word);
    return all + "\n                    ;;\n";
}

}  // namespace

std::string bash_completion(const std::vector<subcommand_words>& all) {
    std::string options;
    std::string values;
    for (const subcommand_words& each : all)
        add_bash_command(each, options, values);
    return "# bash completion for weir, made of its command line\n\n_weir_options() {\n    case $1 in\n" +
           options + "    esac\n}\n\n_weir_value() {\n    case $1$2 in\n" + values + "    esac\n}\n" +
           std::string(bash_function);
}

std::string zsh_completion(const std::vector<subcommand_words>& all) {
    std::string names;
    std::string cases;
    for (const subcommand_words& each : all) {
        if (each.name.empty()) continue;
        names += "        " + in_shell_quotes(each.name + ":" + escaped(each.help, ":\\")) + "\n";
        cases += zsh_command(each);
    }
    return "#compdef weir\n# made of its command line\n\n_weir() {\n    local curcontext=$curcontext state "
           "line\n"
           "    typeset -A opt_args\n    local -a commands=(\n" +
           names +
           "    )\n    _arguments -C '(- *)'{-h,--help}'[Print help]' '(- *)--version[Print the version]' "
           "\\\n"
           "        '1:command:->command' '*::argument:->argument' && return\n    case $state in\n"
           "        command) _describe -t commands command commands ;;\n        argument)\n"
           "            case $words[1] in\n" +
           cases + "            esac\n            ;;\n    esac\n}\n\n_weir \"$@\"\n";
}

}  // namespace weir
