#pragma once

#include <cerrno>
#include <cstring>
#include <mosquitto.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <string>

#include "daemon/mqtt/link_status.hpp"

// What libmosquitto says of a failure, by what the caller may do next. A part of mosquitto_client.cpp, which
// alone includes it.
namespace weir::mosquitto_status {

inline std::string text_of(int code) {
    return "mosquitto " + std::to_string(code) + ", " + mosquitto_strerror(code);
}

// A reason that the broker gives: at least 0x80, or 1 to 5 in a CONNACK of 3.1.1.
inline link_status of_reason(int reason) {
    const char* known = reason < 0x80 ? mosquitto_connack_string(reason) : mosquitto_reason_string(reason);
    return {meaning_of_reason(reason), "code " + std::to_string(reason) + ", " + known};
}

inline link_status of_acknowledgement(int reason) {
    return reason < 0x80 ? link_status() : of_reason(reason);
}

// What a call returned that only begins something.
inline link_status of_call(int code) {
    if (code == MOSQ_ERR_SUCCESS) return {};
    return {code == MOSQ_ERR_NO_CONN ? link_errc::lost : link_errc::protocol, text_of(code)};
}

// `error` is errno, which for MOSQ_ERR_EAI holds getaddrinfo()'s code.
inline link_status of_connect(int code, int error) {
    switch (code) {
        case MOSQ_ERR_SUCCESS:
            return {};
        case MOSQ_ERR_EAI:
            return {link_errc::refused_for_now, gai_strerror(error)};
        case MOSQ_ERR_ERRNO:
            return {link_errc::refused_for_now, std::strerror(error)};
        case MOSQ_ERR_NOMEM:
            return {link_errc::refused_for_now, text_of(code)};
        default:
            return {link_errc::protocol, text_of(code)};
    }
}

// Why a connection ended; `error` is errno. At least 0x80: the reason of the server's DISCONNECT.
inline link_status of_loss(int code, int error) {
    if (code >= 0x80) {
        link_status said = of_reason(code);
        said.detail = "the broker ends it: " + said.detail;
        return said;
    }
    switch (code) {
        case MOSQ_ERR_SUCCESS:
            return {link_errc::lost, "the broker ends it"};
        case MOSQ_ERR_ERRNO:
            return {link_errc::lost, std::strerror(error)};
        case MOSQ_ERR_PROTOCOL:
        case MOSQ_ERR_MALFORMED_PACKET:
        case MOSQ_ERR_MALFORMED_UTF8:
        case MOSQ_ERR_DUPLICATE_PROPERTY:
        case MOSQ_ERR_TOPIC_ALIAS_INVALID:
            return {link_errc::protocol, text_of(code)};
        default:
            return {link_errc::lost, text_of(code)};
    }
}

// Why TLS did not come about. `said`: the first error that libmosquitto logged; `verified`: X509_V_OK or what
// is wrong with the broker's certificate.
inline std::string tls_text(const std::string& said, long verified) {
    if (said.find("host name") != std::string::npos) return "the broker's certificate is for another host";
    if (verified != X509_V_OK) {
        return std::string("the broker's certificate is not accepted: ") +
               X509_verify_cert_error_string(verified);
    }
    if (said.empty()) return "the broker does not finish the TLS handshake";
    const auto reason =
        said.rfind("::");  // "OpenSSL Error[0]: error:0A00010B:SSL routines::wrong version number"
    return reason == std::string::npos ? said : said.substr(reason + 2);
}

}  // namespace weir::mosquitto_status
