#pragma once

#include <iosfwd>
#include <string>

namespace weir {

struct top_options {
    std::string control;       // the socket; empty: the default one
    std::string every = "2s";  // from one reading to the next
    bool once = false;         // one table, and the end; always so where stdout is no terminal
    bool json = false;         // the daemon's answers instead of tables, a line each
};

// `weir top`: shows how much goes through a running daemon, until q or Ctrl-C is typed. Exit code 0; 1 with
// the reason on `errors` when there is no daemon, or no longer; 2 wrong use; 128 and its number after another
// signal.
int show_top(const top_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
