#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

struct broker_url {
    bool tls = false;
    std::string host;  // an IPv6 address without its brackets
    std::uint16_t port = 0;
};

// mqtt://host[:port] or mqtts://host[:port], an IPv6 address in brackets. Nothing, and why, when it is not;
// neither text repeats the url, which may hold a password.
struct bad_url {
    std::string why;
    std::string hint;
};
std::optional<broker_url> parse_broker_url(std::string_view url, bad_url& bad);
// As parse_broker_url() reads it; always with the port.
std::string to_text(const broker_url& url);

}  // namespace weir
