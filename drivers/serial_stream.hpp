#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>
#include <memory>
#include <string>
#include <vector>

#include "drivers/byte_stream.hpp"
#include "drivers/serial_line.hpp"

namespace weir {

// Opens a serial port or pty for us alone and sets its line (serial_settings.hpp, serial_controls.hpp); never
// blocks. What the port cannot do is added to `warnings`. Errors are errno's, for the caller to tell apart:
// ENOENT or ENODEV (not there), EACCES, device_or_resource_busy (another process has it), ENOTTY (no
// terminal). What arrived before stays readable.
boost::system::result<std::unique_ptr<byte_stream>> open_serial(const boost::asio::any_io_executor& executor,
                                                                const std::string& path,
                                                                const serial_line& line,
                                                                std::vector<std::string>& warnings);

}  // namespace weir
