#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace weir {

struct test_options {
    std::vector<std::string> files;
    std::string filter;  // only tests whose names have this in them; empty: all
    std::string junit;   // a file for the report in JUnit's XML; empty: none
    bool log = false;    // on stderr, as the tested configurations have it
};

// `weir test`: rehearses configurations as files of tests have it, a line a test on `out`, and what went
// otherwise. Gives the exit code: 0; 1 a test failed, or the report cannot be written; 2 no test has such a
// name; 78 a file of tests or its configuration is wrong, and then none is run.
int run_tests(const test_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
