#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/test_file.hpp"

namespace weir {

// What went otherwise than a test has it.
struct test_failure {
    place where;                     // of the step, or of the test
    std::string step;                // its key; empty: the test as a whole
    duration at{};                   // since the beginning
    std::vector<std::string> lines;  // for people: what was expected, what came
};

struct test_verdict {
    std::optional<test_failure> failure;  // nothing: it passed
    duration lasted{};                    // of driven time
    bool interrupted = false;             // by SIGINT or SIGTERM: it says nothing
};

// Plays a test: the application that `tested` describes, on driven time, with a broker and devices that do
// what the test says. Nothing outside of the process is touched, but what the application logs. One at a
// time, while nothing else runs; ends the process, with 1, when the application cannot be stopped.
test_verdict rehearse(const settings& tested, const test_case& test);

}  // namespace weir
