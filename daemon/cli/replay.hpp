#pragma once

#include <iosfwd>
#include <string>

namespace weir {

struct replay_options {
    std::string file;
    std::string config;
    std::string port;   // empty: the one that the recording was taken from
    bool paced = true;  // at the recorded pace; or as fast as it goes
    bool publish = false;
};

// `weir replay`: what the sources on a port make of a recording, on `out`, a message a line; no broker has a
// part in it. Or, with `publish`, at the configuration's broker. How much it was, and what is broken, on
// `errors`. Gives the exit code: 0; 1 the recording cannot be read, or not to its end, or not all of it was
// published; 2 there is no such port; 78 a bad configuration.
int replay_command(const replay_options& options, std::ostream& out, std::ostream& errors);

}  // namespace weir
