#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drivers/serial_line.hpp"

// What a serial port has beside the line itself (serial_settings.hpp). What the port cannot do is a warning.
namespace weir {

// Sets RS-485, the modem lines and low latency where `line` asks for them, and leaves alone what it does not
// mention.
void configure_controls(int descriptor, const std::string& path, const serial_line& line,
                        std::vector<std::string>& warnings);

// Both lines in one step: the reset circuits of some boards (ESP32) take each state between for a request.
// False, and errno, when the port has no such lines.
bool set_modem_lines(int descriptor, std::optional<bool> dtr, std::optional<bool> rts);

}  // namespace weir
