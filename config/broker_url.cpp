#include "config/broker_url.hpp"

#include <algorithm>
#include <charconv>

#include "drivers/tcp_stream.hpp"

namespace weir {

namespace {

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_host(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
    });
}

bool is_address(std::string_view ipv6) {
    return ipv6.find(':') != ipv6.npos && std::all_of(ipv6.begin(), ipv6.end(), [](char c) {
               return is_alphanumeric(c) || c == ':' || c == '.' || c == '%';
           });
}

// Takes the host off `rest`, brackets included.
std::string_view take_host(std::string_view& rest) {
    const std::size_t close = rest.starts_with('[') ? rest.find(']') : std::string_view::npos;
    const std::size_t end = close == rest.npos ? rest.find(':') : close + 1;
    const std::string_view host = rest.substr(0, end);
    rest.remove_prefix(host.size());
    return host;
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
    std::uint16_t port = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, port);
    if (digits.empty() || error != std::errc() || end != last || port == 0) return std::nullopt;
    return port;
}

}  // namespace

std::optional<broker_url> parse_broker_url(std::string_view url, bad_url& bad) {
    const bool tls = url.starts_with("mqtts://");
    const auto refuse = [&](std::string why, std::string hint) {
        bad = {std::move(why), std::move(hint)};
        return std::nullopt;
    };
    if (!tls && !url.starts_with("mqtt://"))
        return refuse("not a broker's url", "mqtt://host or mqtts://host");
    std::string_view rest = url.substr(tls ? 8 : 7);
    if (rest.find('@') != rest.npos)
        return refuse("a user in the url", "mqtt.username and mqtt.password hold it");
    if (rest.find_first_of("/?#") != rest.npos) return refuse("a path in the url", "only a host and a port");
    const std::string_view host = take_host(rest);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    const std::string_view name = bracketed ? host.substr(1, host.size() - 2) : host;
    if (!(bracketed ? is_address(name) : is_host(name))) {
        return refuse("not a valid host", "a name, an IPv4 address, or an IPv6 address in []");
    }
    if (rest.empty())
        return broker_url{tls, std::string(name), static_cast<std::uint16_t>(tls ? 8883 : 1883)};
    const auto port = rest.starts_with(':') ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port) return refuse("not a valid port", "1 to 65535, or an IPv6 address that needs []?");
    return broker_url{tls, std::string(name), *port};
}

std::string to_text(const broker_url& url) {
    return (url.tls ? "mqtts://" : "mqtt://") + to_text(tcp_address{url.host, url.port});
}

}  // namespace weir
