#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <system_error>
#include <unistd.h>

#include "drivers/port_diagnosis.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds longest_look{500};
constexpr std::size_t longest_name = 15;  // TASK_COMM_LEN - 1

std::optional<pid_t> parse_pid(std::string_view text) {
    pid_t pid = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, pid);
    if (error != std::errc() || stopped != end || pid <= 0) return std::nullopt;
    return pid;
}

// Calls `look` with each entry of `folder` until it returns true or the time is over; whether it did.
template <class Look>
bool any_entry(const fs::path& folder, clock::time_point until, Look look) {
    std::error_code failed;
    for (fs::directory_iterator each(folder, failed), end; !failed && each != end; each.increment(failed)) {
        if (clock::now() > until) return false;
        if (look(each->path())) return true;
    }
    return false;
}

// Looks only at what is called a device: to look at a file of a dead network drive would never end.
bool leads_to(const fs::path& link, dev_t device) {
    std::error_code failed;
    if (!fs::read_symlink(link, failed).native().starts_with("/dev/")) return false;
    struct stat found = {};
    return stat(link.c_str(), &found) == 0 && S_ISCHR(found.st_mode) && found.st_rdev == device;
}

std::optional<pid_t> who_has_open(const fs::path& proc, dev_t device, clock::time_point until) {
    std::optional<pid_t> holder;
    any_entry(proc, until, [&](const fs::path& process) {
        const auto pid = parse_pid(process.filename().native());
        if (!pid || *pid == getpid()) return false;
        const bool has =
            any_entry(process / "fd", until, [&](const fs::path& link) { return leads_to(link, device); });
        if (has) holder = pid;
        return has;
    });
    return holder;
}

// A line of /proc/locks (proc(5)): "1: FLOCK  ADVISORY  WRITE 1234 00:05:987 0 EOF", the device's numbers in
// hexadecimal; one that waits has "->" behind the first word.
std::optional<pid_t> who_locks(const fs::path& proc, const struct stat& node) {
    std::ostringstream place;
    place << std::hex << (major(node.st_dev) < 16 ? "0" : "") << major(node.st_dev) << ':'
          << (minor(node.st_dev) < 16 ? "0" : "") << minor(node.st_dev) << std::dec << ':' << node.st_ino;
    std::ifstream in(proc / "locks");
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string number, type, strength, access, pid, where;
        words >> number >> type >> strength >> access >> pid >> where;
        const auto holder = parse_pid(pid);
        if (where == place.str() && holder && *holder != getpid()) return holder;
    }
    return std::nullopt;
}

std::string name_of(const fs::path& proc, pid_t pid) {
    std::ifstream in(proc / std::to_string(pid) / "comm");
    std::string name;
    std::getline(in, name);
    return readable(name, longest_name);
}

}  // namespace

std::optional<process_info> holder_of(const std::string& device, const std::string& proc) {
    struct stat node = {};
    if (stat(device.c_str(), &node) != 0 || !S_ISCHR(node.st_mode)) return std::nullopt;
    auto pid = who_has_open(proc, node.st_rdev, clock::now() + longest_look);
    if (!pid) pid = who_locks(proc, node);
    if (!pid) return std::nullopt;
    return process_info{*pid, name_of(proc, *pid)};
}

}  // namespace weir
