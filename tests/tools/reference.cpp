#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "config/load.hpp"
#include "config/test_file.hpp"
#include "daemon/catalogues.hpp"
#include "tests/support/reference_page.hpp"

// reference PAGE: writes the generated part of docs/configuration.md, or of the page about tests, anew.
int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: reference docs/configuration.md\n";
        return 2;
    }
    std::ifstream in(arguments[1]);
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    const bool of_tests = std::filesystem::path(arguments[1]).filename() == "testing-your-configuration.md";
    const auto written = weir::test::with_reference(
        page, of_tests ? weir::test_reference() : weir::reference(weir::all_catalogues()));
    if (written.empty()) {
        std::cerr << arguments[1] << ": no marks for the generated part\n";
        return 1;
    }
    std::ofstream(arguments[1]) << written;
}
