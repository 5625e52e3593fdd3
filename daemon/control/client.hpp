#pragma once

#include <boost/json/value.hpp>
#include <stdexcept>
#include <string>

namespace weir {

// Why a daemon did not answer, with the socket's path and what to do: one line for people.
struct control_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// $RUNTIME_DIRECTORY/control.sock (the first folder, if it lists several), else /run/weir/control.sock.
std::string default_control_path();

// Asks the daemon that listens at `path` and gives its answer, of at most 64 MiB; blocks, for 5 s at most.
// Throws control_error when there is no answer, or when it is {"error": ...}.
boost::json::value control_request(const std::string& path, const boost::json::value& request);

}  // namespace weir
