#include "drivers/accounts.hpp"

#include <algorithm>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace weir {

namespace {

// For an entry; a name that needs more room counts as unknown.
constexpr std::size_t entry_size = std::size_t{16} * 1024;

}  // namespace

user_account account_of(uid_t uid) {
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

std::optional<gid_t> group_named(const std::string& name) {
    std::vector<char> room(entry_size);
    group entry = {};
    group* found = nullptr;
    getgrnam_r(name.c_str(), &entry, room.data(), room.size(), &found);
    if (found == nullptr) return std::nullopt;
    return found->gr_gid;
}

std::optional<uid_t> user_named(const std::string& name) {
    std::vector<char> room(entry_size);
    passwd entry = {};
    passwd* found = nullptr;
    getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &found);
    if (found == nullptr) return std::nullopt;
    return found->pw_uid;
}

std::vector<gid_t> groups_of(const user_account& user) {
    if (!user.group) return {};
    constexpr int most_groups = 1024;
    std::vector<gid_t> groups(most_groups);
    int count = most_groups;
    const int listed = getgrouplist(user.name.c_str(), *user.group, groups.data(), &count);
    groups.resize(static_cast<std::size_t>(std::max(listed, 0)));
    return groups;
}

std::vector<gid_t> groups_of_process() {
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(getgroups(0, nullptr), 0)));
    const int got = getgroups(static_cast<int>(groups.size()), groups.data());
    groups.resize(static_cast<std::size_t>(std::max(got, 0)));
    groups.push_back(getegid());
    return groups;
}

}  // namespace weir
