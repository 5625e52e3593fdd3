#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

// The user database, which may block (a directory service behind it): not on the loop.
namespace weir {

struct user_account {
    std::string name;            // the number when the database does not know it
    std::optional<gid_t> group;  // the first one
};

user_account account_of(uid_t uid);
std::string group_name(gid_t gid);  // the number when it has none
std::optional<gid_t> group_named(const std::string& name);
std::optional<uid_t> user_named(const std::string& name);

// As the database has them now, the first one among them.
std::vector<gid_t> groups_of(const user_account& user);
// As they were when this process started.
std::vector<gid_t> groups_of_process();
bool is_among(const std::vector<gid_t>& groups, gid_t one);

}  // namespace weir
