#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

extern const check configuration_check;
extern const check unit_check;
extern const check files_check;
extern const check device_check;
extern const check access_check;
extern const check holder_check;
extern const check getty_check;
extern const check console_check;
extern const check uart_check;
extern const check modem_manager_check;
extern const check brltty_check;
extern const check latency_check;
extern const check clock_check;
extern const check broker_check;

std::span<const check* const> checks() {
    // One a line; in the order of docs/doctor.md.
    // clang-format off
    static constexpr const check* table[] = {
        &configuration_check,
        &unit_check,
        &files_check,
        &device_check,
        &access_check,
        &holder_check,
        &getty_check,
        &console_check,
        &uart_check,
        &modem_manager_check,
        &brltty_check,
        &latency_check,
        &clock_check,
        &broker_check,
    };
    // clang-format on
    return table;
}

std::vector<finding> for_each_device(const visit& at, finding (*judge)(const visit&, const used_port&)) {
    if (!at.has_settings()) return {{state::skipped, "the configuration does not tell the ports"}};
    std::vector<finding> all;
    for (const used_port& each : at.used) {
        if (!each.device.empty()) all.push_back(judge(at, each));
    }
    if (all.empty()) all.push_back({state::skipped, "no serial port of the configuration is there"});
    return all;
}

std::string open_editor(const visit& at) {
    return "sudoedit " + shell_word(at.config);
}

std::vector<std::string> edit(const visit& at, const std::string& what) {
    return {"# " + what + ":", open_editor(at)};
}

}  // namespace weir::doctor
