#pragma once

#include <string>
#include <system_error>
#include <utility>

// How a step with the broker ended, named by what the caller may do next.
namespace weir {

enum class link_errc {
    refused_for_now = 1,  // nobody answers, or the broker is busy: try again, later
    untrusted,            // TLS did not come about: people must look at the certificates; try again, seldom
    bad_credentials,      // user name or password: people must look; try again, seldom
    not_authorised,       // this user may not: the rest may go on without it
    identifier_taken,     // another client uses our identifier: wait before taking it back
    lost,                 // the link went down meanwhile: what was under way must be done again
    timed_out,            // no answer within the deadline: drop the link
    canceled,             // the caller was cancelled
    protocol,             // the broker does not speak or accept this: do not repeat it
};

std::error_code make_error_code(link_errc code);

// True when all went well. `detail` is what the client library or the broker said, with its code; for people.
struct [[nodiscard]] link_status {
    link_status() = default;
    link_status(link_errc code, std::string detail)
        : error(make_error_code(code)), detail(std::move(detail)) {}

    explicit operator bool() const { return !error; }
    // "the broker refuses the user name or password: CONNACK 134, Bad user name or password"
    std::string message() const;

    std::error_code error;
    std::string detail;
};

// What the MQTT reason code of a refused CONNECT, SUBSCRIBE or PUBLISH, or of a server's DISCONNECT, means:
// MQTT 5.0 section 2.4, and for 3.1.1 section 3.2.2.3 (CONNACK return codes 1 to 5). At least 0x80 or 1 to 5.
link_errc meaning_of_reason(int reason);

}  // namespace weir

template <>
struct std::is_error_code_enum<weir::link_errc> : std::true_type {};
