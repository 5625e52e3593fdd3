#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

// systemd's slice for instances of serial-getty@, whose name is escaped: where its processes are is a folder.
constexpr const char* slice = "/system.slice/system-serial\\x2dgetty.slice/";

bool runs_on(const machine& host, const std::string& unit) {
    for (const char* hierarchy : {"/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"}) {
        if (host.has(hierarchy + std::string(slice) + unit)) return true;
    }
    return false;
}

finding judge(const visit& at, const used_port& port) {
    const std::string unit = "serial-getty@" + device_name(port.device) + ".service";
    const std::vector<std::string> remedy{"sudo systemctl mask --now " + shell_word(unit)};
    const std::string what = port.label() + port.device;
    if (runs_on(at.host, unit))
        return {state::problem, what + " has a login on it: " + unit + " runs", remedy};
    if (!at.host.link_target("/etc/systemd/system/getty.target.wants/" + unit).empty())
        return {state::problem, what + " gets a login at the next start: " + unit + " is enabled", remedy};
    return {state::ok, what + " has no login on it"};
}

std::vector<finding> look(const visit& at) {
    return for_each_device(at, judge);
}

}  // namespace

extern const check getty_check{"getty", look};

}  // namespace weir::doctor
