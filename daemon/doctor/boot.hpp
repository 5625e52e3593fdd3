#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/doctor/machine.hpp"

// How a Raspberry Pi, or another machine, was started. Any bytes are allowed in the files.
namespace weir::doctor {

// The terminals that a kernel command line makes consoles of: "ttyS0", "serial0".
std::vector<std::string> consoles(std::string_view command_line);

struct board {
    std::string model;  // empty: no Raspberry Pi
    bool is_pi5 = false;
    bool has_bluetooth = false;  // on the PL011 (ttyAMA0), unless an overlay puts it elsewhere

    bool is_pi() const { return !model.empty(); }
};
board board_of(const machine& host);

// config.txt, as far as it holds for `on`: sections for other models are left out, those whose conditions are
// unknown here are in. Of each key the last value, but of dtoverlay and dtparam all.
class boot_settings {
public:
    boot_settings(std::string_view config_txt, const board& on);

    bool has(std::string_view key, std::string_view value) const;
    std::string last(std::string_view key) const;

private:
    struct entry {
        std::string key;
        std::string value;
    };
    std::vector<entry> all_;
};

// Where the Pi's firmware has its files: /boot/firmware since bookworm, /boot before. The path of `name`.
std::string boot_file(const machine& host, std::string_view name);

}  // namespace weir::doctor
