#include "drivers/port_diagnosis.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "drivers/accounts.hpp"

namespace weir {

namespace {

constexpr mode_t permission_bits = 07777;
constexpr mode_t group_may_use = 0060;

// systemd tells the process that it started so, and the children of that one another number.
bool started_by_systemd() {
    const char* theirs = std::getenv("SYSTEMD_EXEC_PID");
    return theirs != nullptr && std::to_string(getpid()) == theirs;
}

std::string octal(mode_t mode) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode));
    return text.data();
}

bool group_helps(const device_access& access) {
    return (access.mode & group_may_use) == group_may_use && access.group != "root";
}

std::string remedy(const std::string& device, const device_access& access) {
    if (access.allowed) {
        return "this would let the user " + access.user +
               " in: a device policy forbids it, such as DeviceAllow= of the service";
    }
    if (!group_helps(access)) {
        const std::string name = device.substr(device.rfind('/') + 1);
        return R"(give it to a group by a udev rule: KERNEL==")" + name +
               R"(", GROUP="dialout", MODE="0660")";
    }
    if (access.joined_since) {
        return "the user " + access.user + " has joined the group only now: log in and start weir again";
    }
    if (access.service) return "give the service the group: SupplementaryGroups=" + access.group;
    return "add the user to the group: sudo usermod -aG " + access.group + " " + access.user;
}

}  // namespace

std::optional<device_access> access_of(const std::string& device) {
    struct stat found = {};
    if (stat(device.c_str(), &found) != 0) return std::nullopt;
    device_access access;
    access.owner = account_of(found.st_uid).name;
    access.group = group_name(found.st_gid);
    access.mode = found.st_mode & permission_bits;
    const user_account us = account_of(geteuid());
    access.user = us.name;
    access.allowed = faccessat(AT_FDCWD, device.c_str(), R_OK | W_OK, AT_EACCESS) == 0;
    access.joined_since =
        !is_among(groups_of_process(), found.st_gid) && is_among(groups_of(us), found.st_gid);
    access.service = started_by_systemd();
    return access;
}

std::string why_denied(const std::string& device) {
    const auto access = access_of(device);
    if (access) return why_denied(device, *access);
    return "permission denied: " + device + " cannot be looked at: " + std::strerror(errno);
}

std::string why_denied(const std::string& device, const device_access& access) {
    return "permission denied: " + device + " belongs to " + access.owner + ":" + access.group + ", mode " +
           octal(access.mode) + "; " + remedy(device, access);
}

std::string why_denied_briefly(const device_access& access) {
    if (access.allowed) return "forbidden by a device policy";
    if (!group_helps(access)) return "needs a udev rule";
    return (access.joined_since ? "log in again for group " : "needs group ") + access.group;
}

}  // namespace weir
