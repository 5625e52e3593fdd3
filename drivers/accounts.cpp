#include "drivers/accounts.hpp"

#include <algorithm>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace weir {

namespace {

// For an entry; a name that needs more room counts as unknown.
constexpr std::size_t entry_size = std::size_t{16} * 1024;

// What one of getpwuid_r(3)'s kin finds, with the room that its texts are in.
template <class Entry>
class found_entry {
public:
    template <class Key>
    found_entry(int (*look_up)(Key, Entry*, char*, std::size_t, Entry**), Key key) {
        look_up(key, &entry_, room_.data(), room_.size(), &found_);
    }
    found_entry(const found_entry&) = delete;
    found_entry& operator=(const found_entry&) = delete;

    explicit operator bool() const { return found_ != nullptr; }
    const Entry* operator->() const { return found_; }

private:
    std::vector<char> room_ = std::vector<char>(entry_size);
    Entry entry_ = {};
    Entry* found_ = nullptr;
};

}  // namespace

user_account account_of(uid_t uid) {
    const found_entry<passwd> found(getpwuid_r, uid);
    if (!found) return {std::to_string(uid), {}};
    return {found->pw_name, found->pw_gid};
}

std::string group_name(gid_t gid) {
    const found_entry<group> found(getgrgid_r, gid);
    return found ? found->gr_name : std::to_string(gid);
}

std::optional<gid_t> group_named(const std::string& name) {
    const found_entry<group> found(getgrnam_r, name.c_str());
    return found ? std::optional(found->gr_gid) : std::nullopt;
}

std::optional<uid_t> user_named(const std::string& name) {
    const found_entry<passwd> found(getpwnam_r, name.c_str());
    return found ? std::optional(found->pw_uid) : std::nullopt;
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

bool is_among(const std::vector<gid_t>& groups, gid_t one) {
    return std::find(groups.begin(), groups.end(), one) != groups.end();
}

}  // namespace weir
