#include <algorithm>

#include "daemon/doctor/boot.hpp"
#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

// Whether a kernel with this command line writes its messages to `device`.
bool is_console(const visit& at, std::string_view command_line, const std::string& device) {
    const auto names = consoles(command_line);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return at.host.behind_links("/dev/" + name) == device;
    });
}

std::vector<std::string> take_away(const board& on, const std::string& device) {
    if (on.is_pi()) return {"sudo raspi-config nonint do_serial_cons 1", "sudo reboot"};
    return {"sudo sed -i -E 's/console=" + device_name(device) + "[^ \"]* ?//' /etc/default/grub",
            "sudo update-grub", "sudo reboot"};
}

finding judge(const visit& at, const used_port& port) {
    const board on = board_of(at.host);
    const std::string what = port.label() + port.device;
    const bool now = is_console(at, at.host.read("/proc/cmdline").value_or(""), port.device);
    const std::string file = boot_file(at.host, "cmdline.txt");
    const auto text = at.host.read(file);
    const bool later = text ? is_console(at, *text, port.device) : now;
    if (!now && !later) return {state::ok, what + " is not the kernel's console"};
    if (now && !later)
        return {state::problem, what + " is the kernel's console until the next start", {"sudo reboot"}};
    return {state::problem,
            what + " is the kernel's console" + (now ? "" : " from the next start on") +
                (text ? ": console= in " + file : ": console= on its command line"),
            take_away(on, port.device)};
}

std::vector<finding> look(const visit& at) {
    return for_each_device(at, judge);
}

}  // namespace

extern const check console_check{"console", look};

}  // namespace weir::doctor
