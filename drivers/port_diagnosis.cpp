#include "drivers/port_diagnosis.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace weir {

namespace {

// For the user database; a name that needs more room is shown as a number.
constexpr std::size_t entry_size = std::size_t{16} * 1024;
constexpr mode_t permission_bits = 07777;
constexpr mode_t group_may_use = 0060;

struct account {
    std::string name;
    std::optional<gid_t> group;  // the first one
};

account account_of(uid_t uid) {
    std::vector<char> room(entry_size);
    passwd entry = {};
    passwd* found = nullptr;
    getpwuid_r(uid, &entry, room.data(), room.size(), &found);
    if (found == nullptr) return {std::to_string(uid), {}};
    return {found->pw_name, found->pw_gid};
}

std::string group_name(gid_t gid) {
    std::vector<char> room(entry_size);
    group entry = {};
    group* found = nullptr;
    getgrgid_r(gid, &entry, room.data(), room.size(), &found);
    return found == nullptr ? std::to_string(gid) : found->gr_name;
}

// As the user database has it now.
bool belongs_to(const account& user, gid_t gid) {
    if (!user.group) return false;
    constexpr int most_groups = 1024;
    std::vector<gid_t> groups(most_groups);
    int count = most_groups;
    const int listed = getgrouplist(user.name.c_str(), *user.group, groups.data(), &count);
    return listed > 0 && std::find(groups.begin(), groups.begin() + listed, gid) != groups.begin() + listed;
}

// As it was when this process started.
bool process_belongs_to(gid_t gid) {
    if (getegid() == gid) return true;
    const int count = getgroups(0, nullptr);
    if (count <= 0) return false;
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    const int got = getgroups(count, groups.data());
    return got > 0 && std::find(groups.begin(), groups.begin() + got, gid) != groups.begin() + got;
}

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
    const account us = account_of(geteuid());
    access.user = us.name;
    access.allowed = faccessat(AT_FDCWD, device.c_str(), R_OK | W_OK, AT_EACCESS) == 0;
    access.joined_since = !process_belongs_to(found.st_gid) && belongs_to(us, found.st_gid);
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
