#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

// Why a device does not open. All of it blocks (/proc, the user database): not on the loop.
namespace weir {

struct process_info {
    pid_t pid = 0;
    std::string name;  // as the kernel knows it, at most 15 bytes; empty when it does not tell
};

// Who has `device` open, or a lock on it; not this process. Looks at /proc for half a second at most. Nothing
// when nobody has, and when /proc does not tell: of other users' processes it tells only to root who has a
// device open, but to everybody who has locked it.
std::optional<process_info> holder_of(const std::string& device, const std::string& proc = "/proc");

// What decides whether a device may be opened.
struct device_access {
    std::string owner;  // names; numbers where there is no name
    std::string group;
    mode_t mode = 0;            // the permission bits alone
    std::string user;           // whom this process acts for
    bool allowed = false;       // the mode lets us read and write
    bool joined_since = false;  // the user is in the group by now, but this process started before
    bool service = false;       // this process is systemd's, which gives it its groups
};

// Nothing, and errno, when it cannot be looked at.
std::optional<device_access> access_of(const std::string& device);

// Why opening failed with EACCES or EPERM, and how to get access: "permission denied: /dev/ttyUSB0 belongs to
// root:dialout, mode 0660; add the user to the group: sudo usermod -aG dialout weir".
std::string why_denied(const std::string& device);

// The same in pure form, and in a few words, for a table ("needs group dialout").
std::string why_denied(const std::string& device, const device_access& access);
std::string why_denied_briefly(const device_access& access);

}  // namespace weir
