#include "daemon/doctor/device_policy.hpp"

#include <algorithm>
#include <sstream>

#include "drivers/text.hpp"

namespace weir::doctor {

namespace {

constexpr std::string_view by_driver = "char-";

bool matches(const std::string& rule, const machine& host, const std::string& device, unsigned driver) {
    if (rule.starts_with('/')) return host.behind_links(rule) == device;
    if (!rule.starts_with(by_driver)) return false;
    const std::string name = rule.substr(by_driver.size());
    if (name == "*" || name == std::to_string(driver)) return true;
    return driver_number(host.read("/proc/devices").value_or(""), name) == driver;
}

}  // namespace

std::optional<unsigned> driver_number(std::string_view proc_devices, std::string_view name) {
    std::istringstream lines{std::string(proc_devices)};
    for (std::string line; std::getline(lines, line) && !line.starts_with("Block");) {
        std::istringstream words(line);
        unsigned number = 0;
        std::string its;
        if (words >> number >> its && its == name) return number;
    }
    return std::nullopt;
}

bool policy_allows(const service& one, const machine& host, const std::string& device, unsigned driver) {
    if (one.unit.says_yes("Service", "PrivateDevices")) return false;
    const auto rules = one.unit.words("Service", "DeviceAllow");
    const std::string policy = one.unit.last("Service", "DevicePolicy");
    const bool closed = policy == "closed" || policy == "strict" || !rules.empty();
    return !closed || std::any_of(rules.begin(), rules.end(), [&](const std::string& rule) {
        return matches(rule, host, device, driver);
    });
}

}  // namespace weir::doctor
