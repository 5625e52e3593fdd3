#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <vector>

#include "drivers/serial_line.hpp"

namespace weir {

// Makes an open terminal a raw 8-bit line with these settings; ignores modem lines and, unless it shall hang
// up, keeps DTR up when it is closed, so that neither this nor the next opening resets an Arduino. The rest
// of serial_line is serial_controls.hpp's. What the port cannot do is a warning with the setting's name
// ("parity: even is not supported by /dev/pts/3"), and all else is done. An error when `descriptor` is no
// terminal, or cannot be made raw. Loses nothing that has arrived.
boost::system::error_code configure_line(int descriptor, const std::string& path, const serial_line& line,
                                         std::vector<std::string>& warnings);

}  // namespace weir
