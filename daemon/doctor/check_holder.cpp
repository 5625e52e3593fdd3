#include <fmt/core.h>

#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

struct known_holder {
    const char* process;
    const char* what;
    const char* remedy;  // {0}: the terminal's name
};

constexpr known_holder known_holders[] = {
    {"ModemManager", "ModemManager, which takes it for a modem", "sudo systemctl disable --now ModemManager"},
    {"agetty", "a login on the line", "sudo systemctl mask --now serial-getty@{0}.service"},
    {"brltty", "brltty, which takes it for a braille display", "sudo apt purge brltty"},
    {"gpsd", "gpsd", "sudo systemctl disable --now gpsd.socket gpsd.service"},
};

finding judge(const visit& at, const used_port& port) {
    const std::string what = port.label() + port.device;
    const auto holder = at.host.holder(port.device);
    if (!holder) {
        const bool sees_all = at.host.us().uid == uid_t{0};
        return {state::ok, what + (sees_all ? " is free"
                                            : " is free, as far as other users' processes can be seen: "
                                              "sudo weir doctor sees them all")};
    }
    if (holder->name == "weir")
        return {state::ok, fmt::format("{} is held by weir, process {}", what, holder->pid)};
    for (const known_holder& each : known_holders) {
        if (holder->name != each.process) continue;
        return {state::problem,
                fmt::format("{} is held by {}, process {}", what, each.what, holder->pid),
                {fmt::format(fmt::runtime(each.remedy), shell_word(device_name(port.device)))}};
    }
    return {state::problem,
            fmt::format("{} is held by {}, process {}", what,
                        holder->name.empty() ? "another program" : holder->name, holder->pid),
            {fmt::format("ps -fp {}", holder->pid), fmt::format("sudo kill {}", holder->pid)}};
}

std::vector<finding> look(const visit& at) {
    return for_each_device(at, judge);
}

}  // namespace

extern const check holder_check{"holder", look};

}  // namespace weir::doctor
