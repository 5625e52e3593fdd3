#include "daemon/clock.hpp"
#include "daemon/doctor/checks.hpp"

namespace weir::doctor {

namespace {

std::vector<finding> look(const visit& at) {
    const clock_reading clock = at.host.clock();
    const std::string now = timestamp_text(clock.now);
    if (clock.synced) return {{state::ok, "the clock is set: " + now}};
    if (at.has_settings() && at.loaded.settings->clock == clock_trust::trust)
        return {{state::ok, "the clock is trusted (clock: trust): " + now}};
    return {{state::warning,
             "the clock is not set by anybody: " + now + "; samples say \"clock\":\"unsynced\"",
             {"sudo timedatectl set-ntp true", "timedatectl timesync-status",
              "# where there is no time server, but a clock that can be believed: `clock: trust`"}}};
}

}  // namespace

extern const check clock_check{"clock", look};

}  // namespace weir::doctor
