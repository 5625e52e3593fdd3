#include "daemon/mqtt/nodelay.hpp"

#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>

namespace weir {
namespace {

// 0: no connection over IP.
std::uint16_t remote_port(int descriptor) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return 0;
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    std::memcpy(&v4, &peer, sizeof v4);
    std::memcpy(&v6, &peer, sizeof v6);
    if (peer.ss_family == AF_INET) return ntohs(v4.sin_port);
    return peer.ss_family == AF_INET6 ? ntohs(v6.sin6_port) : std::uint16_t{0};
}

}  // namespace

std::size_t set_nodelay_to(std::uint16_t port) {
    std::size_t found = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
        const std::string name = entry.path().filename();
        int descriptor = -1;
        std::from_chars(name.data(), name.data() + name.size(), descriptor);
        if (remote_port(descriptor) != port) continue;
        const int on = 1;
        if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0) ++found;
    }
    return found;
}

}  // namespace weir
