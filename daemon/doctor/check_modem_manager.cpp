#include "daemon/doctor/checks.hpp"
#include "drivers/text.hpp"

namespace weir::doctor {

namespace {

// What udev knows of the terminal; empty when nothing.
std::string udev_entry(const machine& host, const std::string& device) {
    const std::string number = host.read("/sys/class/tty/" + device_name(device) + "/dev").value_or("");
    return host.read("/run/udev/data/c" + std::string(without_line_end(number))).value_or("");
}

bool is_usb(const visit& at, const std::string& device) {
    for (const port_info& each : at.ports) {
        if (each.path == device) return each.transport == "usb";
    }
    return false;
}

finding judge(const visit& at, const used_port& port) {
    const std::string what = port.label();
    if (!is_usb(at, port.device)) return {state::ok, what + "ModemManager does not look at " + port.device};
    const std::string entry = udev_entry(at.host, port.device);
    for (const char* tag : {"ID_MM_DEVICE_IGNORE=1", "ID_MM_PORT_IGNORE=1"}) {
        if (entry.find(tag) != std::string::npos)
            return {state::ok, what + "ModemManager is kept away from " + port.device};
    }
    return {
        state::warning,
        what + "ModemManager runs, and may try whether " + port.device + " is a modem when it is plugged in",
        {"weir udev-rules -c " + shell_word(at.config) + " | sudo tee /etc/udev/rules.d/60-weir.rules",
         "sudo udevadm control --reload && sudo udevadm trigger",
         "# or, on a machine without a modem: sudo systemctl disable --now ModemManager"}};
}

std::vector<finding> look(const visit& at) {
    if (!runs(at.host, "ModemManager")) return {{state::ok, "ModemManager does not run"}};
    return for_each_device(at, judge);
}

}  // namespace

extern const check modem_manager_check{"modem_manager", look};

}  // namespace weir::doctor
