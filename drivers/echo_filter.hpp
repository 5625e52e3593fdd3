#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

// On a line where what is written comes back (RS-485 adapters with two wires): takes the echo out of what is
// read. What comes back otherwise than it was written is a collision, and is passed on: the framer's checksum
// judges it. Pure; holds at most what was written last.
class echo_filter {
public:
    // A write begins: its echo is what comes first from now on.
    void wrote(std::string_view bytes) {
        expected_.assign(bytes);
        seen_ = 0;
    }
    // `bytes` without the echo.
    std::string_view strip(std::string_view bytes);
    // The line was opened anew: no echo is to come.
    void reset() { wrote({}); }

    std::uint64_t collisions() const { return collisions_; }

private:
    std::string expected_;
    std::size_t seen_ = 0;  // of expected_
    std::uint64_t collisions_ = 0;
};

}  // namespace weir
