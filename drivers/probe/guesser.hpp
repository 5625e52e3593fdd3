#pragma once

#include <string_view>
#include <vector>

#include "drivers/probe/guess.hpp"
#include "drivers/probe/heard.hpp"

namespace weir {

// Guesses what a device speaks from what it says at one rate. Keeps heard::most_bytes of it.
class guesser {
public:
    void feed(std::string_view bytes, monotonic_time arrived) { heard_.add(bytes, arrived); }
    const probing::heard& heard() const { return heard_; }

    // What it may be, the best first; empty when it is nothing that can be told. Takes a few milliseconds for
    // what a second brings, at most some tens.
    std::vector<probing::guess> judge() const;

private:
    probing::heard heard_;
};

}  // namespace weir
