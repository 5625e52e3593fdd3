#include <exception>
#include <iostream>

#include "daemon/cli/cli.hpp"

int main(int argc, char** argv) {
    try {
        return weir::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "weir: " << error.what() << '\n';
        return weir::exit_failure;
    }
}
