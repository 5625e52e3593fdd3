#include "daemon/cli/command_line_words.hpp"

#include <iostream>
#include <string_view>

// command_line_words bash|zsh|manual: the command line as its completions, or as its part of weir(1), on
// stdout.
int main(int count, char** arguments) {
    const std::string_view wanted = count == 2 ? arguments[1] : "";
    const auto words = weir::command_line_words();
    if (wanted == "bash") {
        std::cout << weir::bash_completion(words);
    } else if (wanted == "zsh") {
        std::cout << weir::zsh_completion(words);
    } else if (wanted == "manual") {
        std::cout << weir::commands_manual(words);
    } else {
        std::cerr << "usage: command_line_words bash|zsh|manual\n";
        return 2;
    }
    return std::cout.flush() ? 0 : 1;
}
