#include "drivers/serial_ioctl.hpp"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <sys/ioctl.h>

namespace weir {

bool set_any_baud(int descriptor, std::uint32_t baud) {
    struct termios2 line = {};
    if (ioctl(descriptor, TCGETS2, &line) != 0) return false;
    line.c_cflag &= ~static_cast<tcflag_t>(CBAUD | (CBAUD << IBSHIFT));  // input: as output
    line.c_cflag |= BOTHER;
    line.c_ispeed = baud;
    line.c_ospeed = baud;
    return ioctl(descriptor, TCSETS2, &line) == 0;
}

std::optional<std::uint32_t> baud_of(int descriptor) {
    struct termios2 line = {};
    if (ioctl(descriptor, TCGETS2, &line) != 0) return std::nullopt;
    return line.c_ospeed;
}

}  // namespace weir
