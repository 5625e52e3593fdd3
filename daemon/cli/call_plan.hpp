#pragma once

#include <stdexcept>
#include <string>

#include "config/settings.hpp"
#include "daemon/cli/call.hpp"
#include "daemon/mqtt/message.hpp"

namespace weir {

struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// What a caller says, where, and where it listens.
struct call_plan {
    mqtt_settings broker;
    std::string node;
    std::string root;         // "<prefix>/<node>"
    std::string node_status;  // "online" or "offline", retained
    std::string request;
    std::string cancel;
    std::string status;     // of the command
    std::string client_id;  // at most 23 bytes, which every broker takes
    std::string answers;    // our Response Topic; empty with 3.1.1
    std::string id;
    std::string payload;

    outgoing request_message() const;
    outgoing cancel_message() const;
};

// Pure, but that the identifiers are random. `configured`: null when there is a url. Throws usage_error.
call_plan plan_call(const call_options& options, const settings* configured);

}  // namespace weir
