#include "daemon/doctor/machine.hpp"

#include <algorithm>
#include <fstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <system_error>

#include "drivers/accounts.hpp"
#include "drivers/text.hpp"

namespace weir::doctor {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_names = 32'768;  // the kernel's default for processes
constexpr int most_links = 16;
constexpr mode_t permission_bits = 07777;

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

bool may(const person& who, const rights& what, mode_t wanted) {
    if (who.uid == uid_t{0}) return true;
    const bool in_group = is_among(who.groups, what.group);
    const unsigned shift = who.uid == what.owner ? 6 : in_group ? 3 : 0;
    return ((what.mode >> shift) & wanted) == wanted;
}

fs::path machine::below_root(std::string_view path) const {
    return root_ / fs::path(path).relative_path();
}

std::optional<std::string> machine::read(std::string_view path) const {
    std::error_code failed;
    if (!fs::is_regular_file(below_root(path), failed)) return std::nullopt;  // a FIFO would not answer
    std::ifstream in(below_root(path), std::ios::binary);
    if (!in) return std::nullopt;
    std::string text(most_bytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

std::vector<std::string> machine::names_in(std::string_view folder) const {
    std::vector<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator each(below_root(folder), failed), end;
         !failed && each != end && names.size() < most_names; each.increment(failed)) {
        names.push_back(each->path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool machine::has(std::string_view path) const {
    std::error_code failed;
    return fs::exists(below_root(path), failed);
}

std::string machine::link_target(std::string_view path) const {
    std::error_code none;
    return fs::read_symlink(below_root(path), none);
}

std::string machine::behind_links(std::string_view path) const {
    fs::path at(path);
    for (int step = 0; step < most_links; ++step) {
        const std::string target = link_target(at.native());
        if (target.empty()) break;
        const fs::path next = (at.parent_path() / target).lexically_normal();
        if (!has(next.native())) break;
        at = next;
    }
    return at;
}

std::optional<process_info> machine::holder(const std::string& device) const {
    return holder_of(below_root(device), below_root("/proc"));
}

std::optional<rights> machine::rights_of(const std::string& path) const {
    struct stat found = {};
    if (stat(below_root(path).c_str(), &found) != 0) return std::nullopt;
    return rights{found.st_uid, found.st_gid, found.st_mode & permission_bits, major(found.st_rdev),
                  S_ISCHR(found.st_mode)};
}

std::string barrier(const machine& host, const person& who, const std::string& file) {
    fs::path way;
    for (const fs::path& part : fs::path(file)) {
        way /= part;
        const bool last = way == fs::path(file);
        const auto theirs = host.rights_of(way);
        if (theirs && !may(who, *theirs, last ? may_read : may_execute)) return way;
    }
    return {};
}

bool runs(const machine& host, std::string_view process) {
    for (const std::string& pid : host.names_in("/proc")) {
        if (!is_number(pid)) continue;
        const auto name = host.read("/proc/" + pid + "/comm");
        if (name && without_line_end(*name) == process) return true;
    }
    return false;
}

}  // namespace weir::doctor
