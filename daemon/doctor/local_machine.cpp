#include "daemon/doctor/local_machine.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <unistd.h>
#include <utility>

#include "daemon/clock.hpp"
#include "daemon/doctor/broker_visit.hpp"
#include "daemon/shell_word.hpp"
#include "drivers/accounts.hpp"
#include "drivers/text.hpp"

namespace weir::doctor {

person local_machine::us() const {
    return {account_of(geteuid()).name, geteuid(), groups_of_process()};
}

std::optional<person> local_machine::user(const std::string& name) const {
    const auto uid = user_named(name);
    if (!uid) return std::nullopt;
    const user_account found = account_of(*uid);
    return person{found.name, *uid, groups_of(found)};
}

std::optional<gid_t> local_machine::group(const std::string& name) const {
    return group_named(name);
}

std::string local_machine::group_name(gid_t gid) const {
    return weir::group_name(gid);
}

clock_reading local_machine::clock() const {
    const wall_time now = wall_now();
    return {now, clock_is_synced(now)};
}

std::string local_machine::unit_property(const std::string& unit, const std::string& property) const {
    if (!has("/run/systemd/system")) return {};
    const std::string command = "timeout 3 systemctl show --value --property=" + shell_word(property) + " " +
                                shell_word(unit) + " 2>&-";
    const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), pclose);
    std::array<char, 256> line{};
    if (!output || std::fgets(line.data(), line.size(), output.get()) == nullptr) return {};
    return std::string(without_line_end(line.data()));
}

broker_answer local_machine::reach(const mqtt_settings& broker) const {
    const visited_broker visited = visit_broker(broker, std::chrono::seconds(6));
    haunted_ = haunted_ || visited.left_behind;
    return visited.answer;
}

}  // namespace weir::doctor
