#pragma once

#include <cstddef>
#include <cstdint>

namespace weir {

// Sets TCP_NODELAY on every TCP connection of this process to a remote `port`; how many there are. For
// sockets that belong to a library that does not show them.
std::size_t set_nodelay_to(std::uint16_t port);

}  // namespace weir
