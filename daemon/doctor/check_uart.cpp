#include <fmt/core.h>
#include <optional>

#include "daemon/doctor/boot.hpp"
#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

// What the configuration calls a UART of the Pi; nothing for another device.
std::optional<std::string> uart_of(const used_port& port) {
    const auto* const device = std::get_if<path_device>(&port.settings->device);
    if (device == nullptr) return std::nullopt;
    const std::string name = device_name(device->path);
    const bool is = name.starts_with("ttyAMA") || name == "ttyS0" || name == "serial0" || name == "serial1";
    return is ? std::optional(name) : std::nullopt;
}

class uart_judge {
public:
    uart_judge(const visit& at, const board& on)
        : at_(at),
          on_(on),
          file_(boot_file(at.host, "config.txt")),
          boot_(at.host.read(file_).value_or(""), on) {}

    finding judge(const used_port& port, const std::string& name) const {
        const std::string what = port.label();
        if (name == "serial0" && port.device == "/dev/ttyAMA10") return is_debug_connector(what);
        if (is_bluetooth(name)) return belongs_to_bluetooth(what + "/dev/" + name);
        if (!port.device.empty()) return {state::ok, what + "the UART " + port.device + " is on"};
        if (is_further(name)) return needs_overlay(what + "the UART /dev/" + name);
        if (is_another_models(name)) return is_called_otherwise(what + "/dev/" + name);
        if (is_enabled())
            return {state::problem,
                    what + "the UART is switched on in " + file_ + ", but not since the start",
                    {"sudo reboot"}};
        const char* const setting = on_.is_pi5 ? "dtparam=uart0=on" : "enable_uart=1";
        return {state::problem,
                fmt::format("{}the UART is off: {} has no {}", what, file_, setting),
                {"sudo raspi-config nonint do_serial_hw 0", "sudo reboot"}};
    }

private:
    bool is_enabled() const {
        if (on_.is_pi5)
            return boot_.has("dtparam", "uart0=on") || boot_.has("dtparam", "uart0") ||
                   boot_.has("dtoverlay", "uart0") || boot_.has("dtoverlay", "uart0-pi5");
        return boot_.last("enable_uart") == "1";
    }

    bool is_bluetooth(const std::string& name) const {
        if (!on_.has_bluetooth) return false;
        for (const char* overlay : {"disable-bt", "miniuart-bt", "pi3-disable-bt", "pi3-miniuart-bt"}) {
            if (boot_.has("dtoverlay", overlay)) return false;
        }
        return name == "ttyAMA0" || name == "serial1";
    }

    // ttyAMA1 and so on.
    static bool is_further(const std::string& name) {
        return name.starts_with("ttyAMA") && name != "ttyAMA0" && name != "ttyAMA10";
    }

    // Though the UART on GPIO 14 and 15 may be on: on other Pis, or with other overlays, it is called `name`.
    bool is_another_models(const std::string& name) const {
        return on_.is_pi5 ? name == "ttyS0" : name != "serial0" && at_.host.has("/dev/serial0");
    }

    finding is_called_otherwise(const std::string& what) const {
        const std::string path = on_.is_pi5 ? "/dev/ttyAMA0" : "/dev/serial0";
        return {state::problem, what + " is not there; GPIO 14 and 15 are " + path + " on this " + on_.model,
                edit(at_, "give the port `path: " + path + "`")};
    }

    finding is_debug_connector(const std::string& what) const {
        std::vector<std::string> remedy = edit(at_, "give the port `path: /dev/ttyAMA0`");
        if (!is_enabled()) {
            remedy.insert(remedy.end(), {"sudo raspi-config nonint do_serial_hw 0", "sudo reboot"});
        }
        return {state::problem,
                what + "/dev/ttyAMA10 is the debug connector of the " + on_.model +
                    "; GPIO 14 and 15 are /dev/ttyAMA0",
                remedy};
    }

    finding belongs_to_bluetooth(const std::string& what) const {
        return {state::problem,
                what + " is Bluetooth's on the " + on_.model + "; the one on GPIO 14 and 15 is /dev/serial0",
                {"# give the port `path: /dev/serial0`; or, to have the better UART there and no Bluetooth:",
                 "echo dtoverlay=disable-bt | sudo tee -a " + file_, "sudo systemctl disable hciuart",
                 "sudo reboot"}};
    }

    finding needs_overlay(const std::string& what) const {
        return {state::problem,
                what + " is not there: each further UART has an overlay of its own",
                {"# which pins: dtoverlay -h uart2, and so on; then",
                 "echo dtoverlay=uart2 | sudo tee -a " + file_, "sudo reboot"}};
    }

    const visit& at_;
    const board& on_;
    std::string file_;
    boot_settings boot_;
};

std::vector<finding> look(const visit& at) {
    const board on = board_of(at.host);
    if (!on.is_pi()) return {{state::skipped, "this is no Raspberry Pi"}};
    if (!at.has_settings()) return {{state::skipped, "the configuration does not tell the ports"}};
    const uart_judge judge(at, on);
    std::vector<finding> all;
    for (const used_port& each : at.used) {
        if (const auto name = uart_of(each)) all.push_back(judge.judge(each, *name));
    }
    if (all.empty()) all.push_back({state::skipped, "the configuration uses no UART of the " + on.model});
    return all;
}

}  // namespace

extern const check uart_check{"uart", look};

}  // namespace weir::doctor
