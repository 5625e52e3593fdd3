#include <fmt/core.h>

#include "daemon/doctor/checks.hpp"
#include "daemon/doctor/device_policy.hpp"
#include "drivers/accounts.hpp"

namespace weir::doctor {

namespace {

constexpr mode_t wanted = may_read | may_write;

std::vector<std::string> udev_rule(const std::string& device) {
    const std::string name = device_name(device);
    return {"echo " + shell_word(R"(KERNEL==")" + name + R"(", GROUP="dialout", MODE="0660")") +
                " | sudo tee /etc/udev/rules.d/70-weir-" + shell_word(name) + ".rules",
            "sudo udevadm control --reload && sudo udevadm trigger " + shell_word(device)};
}

// The device lets the group `name` in; whoever runs weir is not in it.
finding lacks_group(const visit& at, const person& who, gid_t group, const std::string& text) {
    const std::string name = at.host.group_name(group);
    if (at.is_service()) {
        return {state::problem, text + "; the service lacks the group " + name,
                drop_in("group-" + name, "SupplementaryGroups=" + name)};
    }
    const auto known = at.host.user(who.name);
    if (known && is_among(known->groups, group)) {
        return {state::problem,
                text + "; " + who.name + " is in the group " + name + ", but not since this login",
                {"# log out and in again; or in this shell:", "newgrp " + shell_word(name)}};
    }
    return {
        state::problem,
        text + "; " + who.name + " is not in the group " + name,
        {"sudo usermod -aG " + shell_word(name) + " " + shell_word(who.name), "# then log out and in again"}};
}

finding judge(const visit& at, const used_port& port) {
    const std::string& device = port.device;
    const auto theirs = at.host.rights_of(device);
    if (!theirs) return {state::skipped, device + " cannot be looked at"};
    if (!theirs->is_device) {
        return {state::problem,
                port.label() + device + " is no device",
                {"ls -l " + shell_word(device), "weir ports   # those that there are"}};
    }
    const person who = at.runner();
    const std::string group = at.host.group_name(theirs->group);
    const std::string text = fmt::format("port {}: the user {} may not use {}, group {}, mode {:04o}",
                                         port.name(), who.name, device, group, theirs->mode);
    if (!may(who, *theirs, wanted)) {
        const bool group_helps = (theirs->mode >> 3 & wanted) == wanted && theirs->group != 0;
        if (group_helps) return lacks_group(at, who, theirs->group, text);
        return {state::problem, text, udev_rule(device)};
    }
    if (at.is_service() && !policy_allows(*at.service, at.host, device, theirs->driver)) {
        return {state::problem,
                fmt::format("port {}: the unit's DeviceAllow= leaves out {}", port.name(), device),
                drop_in(fmt::format("device-{}", theirs->driver),
                        fmt::format("DeviceAllow=char-{} rw", theirs->driver))};
    }
    return {state::ok, fmt::format("port {}: the user {} may use {}", port.name(), who.name, device)};
}

std::vector<finding> look(const visit& at) {
    return for_each_device(at, judge);
}

}  // namespace

extern const check access_check{"access", look};

}  // namespace weir::doctor
