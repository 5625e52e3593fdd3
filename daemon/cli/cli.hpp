#pragma once

namespace weir {

// sysexits(3), where it has a name for it.
inline constexpr int exit_usage = 2;
inline constexpr int exit_failure = 1;
inline constexpr int exit_config = 78;

// The command line: what the program does and its exit code.
int run_command_line(int argc, const char* const* argv);

}  // namespace weir
