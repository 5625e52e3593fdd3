#include <exception>
#include <iostream>
#include <stdexcept>

#include "daemon/cli/cli.hpp"

int main(int argc, char** argv) {
    try {
        const int code = weir::run_command_line(argc, argv);
        if (!std::cout.flush()) throw std::runtime_error("standard output could not be written to its end");
        return code;
    } catch (const std::exception& error) {
        std::cerr << "weir: " << error.what() << '\n';
        return weir::exit_failure;
    }
}
