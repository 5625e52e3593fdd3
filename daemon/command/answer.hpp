#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "daemon/command/request.hpp"
#include "daemon/command/result.hpp"

namespace weir {

// What there is to tell of a request, for as long as what it refers to lives.
struct request_facts {
    const request& asked;
    std::string_view command;
    const command_settings* settings = nullptr;  // null: built in or unknown
    const verdict& how;
    std::string port = {};  // "rs485"; empty: none
    std::size_t attempts = 0;
    std::string started_at = {};  // ISO 8601; empty: it was not
    std::string ended_at = {};    // empty: not yet, as is `took`
    std::optional<duration> took = {};
};

// The answer (docs/commands.md). `duplicate`: it is a double's.
std::string answer_text(const request_facts& of, bool duplicate = false);

// What a job has left beside its answer.
struct job_traces {
    std::string_view written;
    std::string_view late_answer;
};
// The line of the audit.
std::string audit_text(const request_facts& of, const job_traces& left);

}  // namespace weir
