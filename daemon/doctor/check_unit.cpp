#include <algorithm>

#include "daemon/doctor/checks.hpp"
#include "daemon/doctor/shipped_unit.hpp"

namespace weir::doctor {

namespace {

bool holds(const unit_file& in, const unit_file::assignment& what) {
    return std::find(in.all().begin(), in.all().end(), what) != in.all().end();
}

// The first assignment of `one` that `other` has not; empty: none. Comments and order do not count.
std::string missing_in(const unit_file& other, const unit_file& one) {
    for (const unit_file::assignment& each : one.all()) {
        if (!holds(other, each)) return each.key + "=" + each.value;
    }
    return {};
}

// How `installed` differs from the unit of this program; empty: not at all.
std::string difference(const std::string& installed) {
    const unit_file theirs(installed);
    const unit_file ours(shipped_unit);
    if (const std::string lacks = missing_in(theirs, ours); !lacks.empty()) return "lacks " + lacks;
    if (const std::string more = missing_in(ours, theirs); !more.empty()) return "has " + more;
    return {};
}

finding judge_shadow(const service& one, const std::string& how) {
    const std::string text = one.path + " hides " + one.shadowed +
                             ", which comes with the package and its upgrades" +
                             (how.empty() ? "" : "; it is not that of this weir: it " + how);
    return {how.empty() ? state::warning : state::problem,
            text,
            {"# settings of your own go into a drop-in: sudo systemctl edit weir", "sudo rm " + one.path,
             start_anew}};
}

finding judge_old(const service& one, const std::string& how) {
    const std::string text = one.path + " is not the unit of this weir: it " + how;
    if (one.path.starts_with("/usr/lib/") || one.path.starts_with("/lib/"))
        return {state::problem, text, {"sudo apt install --reinstall weir", start_anew}};
    return {state::problem,
            text,
            {"# in weir's source folder, of the version that you run:",
             "sudo install -m 644 systemd/weir.service " + one.path, start_anew}};
}

std::vector<finding> look(const visit& at) {
    if (!at.service) return {{state::skipped, "weir is not installed as a service"}};
    const service& one = *at.service;
    if (one.masked) {
        return {{state::problem,
                 "the service is masked: " + one.path + " forbids its start",
                 {"sudo systemctl unmask weir", "sudo systemctl start weir"}}};
    }
    const std::string how = difference(one.text);
    if (!one.shadowed.empty()) return {judge_shadow(one, how)};
    if (!how.empty()) return {judge_old(one, how)};
    if (at.host.unit_property(unit_name, "NeedDaemonReload") == "yes")
        return {{state::problem, "systemd still uses an older " + one.path, {start_anew}}};
    return {{state::ok, one.path + " is the unit of this weir"}};
}

}  // namespace

extern const check unit_check{"unit", look};

}  // namespace weir::doctor
