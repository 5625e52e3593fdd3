#pragma once

#include <cstdint>
#include <optional>

// What needs the kernel's own termios2, whose header contradicts <termios.h>.
namespace weir {

// Sets any rate, in Bd, for both directions. False, and errno, when the driver cannot do it.
bool set_any_baud(int descriptor, std::uint32_t baud);

// The rate that is in force, in Bd; nothing when the driver does not tell.
std::optional<std::uint32_t> baud_of(int descriptor);

}  // namespace weir
