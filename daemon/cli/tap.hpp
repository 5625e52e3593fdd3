#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

namespace weir {

struct tap_options {
    std::string control;                 // the socket; empty: the default one
    std::string name;                    // of a port or a source; empty: everything
    std::string what;                    // steps with commas between them; empty: all but `read`
    std::optional<double> seconds;       // then it ends; none: it does not
    std::optional<std::uint64_t> count;  // the same of lines
    bool json = false;                   // the daemon's lines as they are
};

// `weir tap`: shows what goes through a running daemon, a line for each step, until a limit of `options` is
// reached or the daemon ends. Exit code 0, or 1 with the reason on `errors`.
int show_tap(const tap_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
