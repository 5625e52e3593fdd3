#include "drivers/port_sysfs.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace weir {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_line = 256;
// From the terminal to its interface or controller; further up are the buses.
constexpr int most_steps = 4;

// The first line.
std::string read_line(const fs::path& file) {
    std::ifstream in(file);
    std::string line(longest_line, '\0');
    in.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(in.gcount()));
    return line.substr(0, line.find('\n'));
}

std::optional<int> parse_hex(std::string_view text) {
    std::uint8_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number, 16);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

// Kernels since 6.5 put two devices of their own between a UART and its terminal.
bool is_go_between(const std::string& driver) {
    return driver == "port" || driver == "ctrl";
}

}  // namespace

port_place place_of_port(const std::string& name, const std::string& sys) {
    port_place place;
    std::error_code absent;
    fs::path device = fs::canonical(fs::path(sys) / "class" / "tty" / name / "device", absent);
    for (int step = 0; !absent && step < most_steps && device.has_relative_path(); ++step) {
        std::error_code none;
        const std::string driver = fs::read_symlink(device / "driver", none).filename();
        if (place.driver.empty() && !is_go_between(driver)) place.driver = driver;
        if (fs::exists(device / "bInterfaceNumber", none)) {
            const std::string interface = device.filename();  // "1-1.2:1.0"
            place.usb_path = interface.substr(0, interface.find(':'));
            place.interface = parse_hex(read_line(device / "bInterfaceNumber"));
            place.interface_name = read_line(device / "interface");
            break;
        }
        device = device.parent_path();
    }
    return place;
}

}  // namespace weir
