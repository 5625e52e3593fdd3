#include <algorithm>
#include <charconv>
#include <fmt/core.h>
#include <optional>

#include "daemon/doctor/checks.hpp"
#include "drivers/text.hpp"

namespace weir::doctor {

namespace {

// Milliseconds that an FTDI adapter gathers bytes for; nothing for another.
std::optional<int> timer_of(const machine& host, const std::string& device) {
    const auto text = host.read("/sys/class/tty/" + device_name(device) + "/device/latency_timer");
    if (!text) return std::nullopt;
    int milliseconds = 0;
    const std::string_view number = without_line_end(*text);
    const char* const end = number.data() + number.size();
    const auto [stopped, error] = std::from_chars(number.data(), end, milliseconds);
    if (error != std::errc() || stopped != end || milliseconds < 0) return std::nullopt;
    return milliseconds;
}

// Whether somebody waits for answers on the port, and so for the timer each time.
bool answers_on(const settings& all, const port_settings& port) {
    const auto is_it = [&](const std::optional<std::size_t>& index) {
        return index && &all.ports[*index] == &port;
    };
    return std::any_of(all.sources.begin(), all.sources.end(),
                       [&](const source_settings& each) { return is_it(each.port) && each.asks(); }) ||
           std::any_of(all.commands.begin(), all.commands.end(),
                       [&](const command_settings& each) { return is_it(each.port); });
}

finding judge(const visit& at, const used_port& port) {
    const auto timer = timer_of(at.host, port.device);
    const std::string what = port.label();
    if (!timer) return {state::ok, what + port.device + " has no latency timer"};
    const std::string time = fmt::format("the latency timer of {} is {} ms", port.device, *timer);
    if (*timer <= 1) return {state::ok, what + time};
    if (port.settings->line.low_latency)
        return {state::ok, what + time + "; low_latency shortens it when weir opens the port"};
    if (!answers_on(*at.loaded.settings, *port.settings))
        return {state::ok, what + time + "; nobody waits for an answer there"};
    return {state::warning, what + time + ": each answer comes so much later",
            edit(at, "add `low_latency: true` to ports." + port.name())};
}

std::vector<finding> look(const visit& at) {
    return for_each_device(at, judge);
}

}  // namespace

extern const check latency_check{"latency", look};

}  // namespace weir::doctor
