#include <algorithm>
#include <array>
#include <filesystem>

#include "daemon/doctor/checks.hpp"
#include "drivers/text.hpp"

namespace weir::doctor {

namespace {

// Converters that braille displays have in them too: brltty takes any of them, and then its terminal is gone.
constexpr std::array<std::string_view, 5> taken_for_braille{"0403:6001", "067b:2303", "10c4:ea60",
                                                            "10c4:ea80", "1a86:7523"};

bool is_installed(const machine& host) {
    for (const char* file : {"/usr/bin/brltty", "/bin/brltty", "/usr/sbin/brltty", "/sbin/brltty"}) {
        if (host.has(file)) return true;
    }
    return runs(host, "brltty");
}

// The first such converter that is plugged in; empty: none.
std::string converter(const machine& host) {
    const std::filesystem::path folder = "/sys/bus/usb/devices";
    for (const std::string& name : host.names_in(folder.native())) {
        const auto number = [&](const char* file) {
            const std::string text = host.read((folder / name / file).native()).value_or("");
            return std::string(without_line_end(text));
        };
        std::string id = number("idVendor") + ":" + number("idProduct");
        if (std::find(taken_for_braille.begin(), taken_for_braille.end(), id) != taken_for_braille.end())
            return id;
    }
    return {};
}

std::vector<finding> look(const visit& at) {
    if (!is_installed(at.host)) return {{state::ok, "brltty is not installed"}};
    const std::string id = converter(at.host);
    if (id.empty()) return {{state::ok, "brltty is installed; no adapter that it would take is plugged in"}};
    const bool misses = std::any_of(at.used.begin(), at.used.end(), [](const used_port& each) {
        return each.device.empty() && each.found.empty();
    });
    const std::string text = "brltty is installed and takes the USB adapter " + id + " for a braille display";
    return {{misses ? state::problem : state::warning,
             text + (misses ? ", which may be why a port is missing" : " if it can"),
             {"sudo apt purge brltty", "# then plug the adapter out and in"}}};
}

}  // namespace

extern const check brltty_check{"brltty", look};

}  // namespace weir::doctor
