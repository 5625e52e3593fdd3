#pragma once

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "drivers/value.hpp"

namespace weir {

struct call_options {
    std::string command;
    std::vector<std::string> params;  // "name=value"
    std::string config;               // the file; not read when there is a url
    std::string url;                  // mqtt[s]://[user[:password]@]host[:port]
    std::string prefix;               // empty: the configuration's, or "weir"
    std::string node;                 // empty: the configuration's
    std::string timeout;              // of the command, "500ms"; empty: its own
    bool json = false;

    duration reach = std::chrono::seconds(8);          // until the broker has the request
    duration patience = std::chrono::seconds(5);       // for the daemon's first word
    duration last_patience = std::chrono::seconds(5);  // for the end, once it is canceled
};

// `weir call`: sends a request for a command through the broker, shows what becomes of it on `out`, a line a
// state, and why it did not succeed on `errors`. The first SIGINT or SIGTERM cancels the command and goes on
// to its end; the second ends the process. Gives the exit code: 0 succeeded; 1 anything else became of it, or
// nobody answers; 2 wrong use; 78 a bad configuration; 130 interrupted before the request was sent.
int call_command(const call_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
