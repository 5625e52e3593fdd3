#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/rehearsal/rehearsal.hpp"

namespace weir {

// A test that was played.
struct tested {
    std::string file;
    std::string name;
    place where;
    test_verdict verdict;
    duration took{};  // of real time
};

// Its line for people, and below it what went otherwise. Ends with a line feed.
std::string test_text(const tested& one);
// "3 tests: 2 passed, 1 failed"
std::string test_summary(std::span<const tested> all);
// JUnit's XML, as build servers read it: a testsuite a file, in their order.
std::string junit_report(std::span<const tested> all);

}  // namespace weir
