#include "daemon/doctor/boot.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "drivers/text.hpp"

namespace weir::doctor {

namespace {

constexpr std::size_t longest_model = 100;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// The filters of models, and what a model's name then has in it.
struct model_filter {
    std::string_view name;
    std::string_view model;
};
constexpr std::array<model_filter, 16> model_filters{{
    {"pi0", "Pi Zero"},
    {"pi0w", "Pi Zero W"},
    {"pi02", "Pi Zero 2"},
    {"pi1", "Pi Model"},
    {"pi2", "Pi 2"},
    {"pi3", "Pi 3"},
    {"pi3+", "Plus"},
    {"pi4", "Pi 4"},
    {"pi400", "Pi 400"},
    {"pi5", "Pi 5"},
    {"pi500", "Pi 500"},
    {"cm1", "Compute Module Rev"},
    {"cm3", "Compute Module 3"},
    {"cm4", "Compute Module 4"},
    {"cm5", "Compute Module 5"},
    {"cm0", "Compute Module 0"},
}};

bool holds(std::string_view filter, const board& on) {
    if (filter == "none") return false;
    for (const model_filter& each : model_filters) {
        if (each.name != filter) continue;
        // [pi4] is for its modules too.
        const std::string module = "Compute Module " + std::string(filter.substr(2));
        return contains(on.model, each.model) || (filter.size() == 3 && contains(on.model, module));
    }
    return true;
}

}  // namespace

std::vector<std::string> consoles(std::string_view command_line) {
    std::vector<std::string> found;
    std::istringstream words{std::string(command_line)};
    constexpr std::string_view key = "console=";
    for (std::string word; words >> word;) {
        if (!word.starts_with(key)) continue;
        const std::string name = word.substr(key.size(), word.find(',') - key.size());
        if (!name.empty()) found.push_back(name);
    }
    return found;
}

board board_of(const machine& host) {
    board on;
    const std::string text = host.read("/proc/device-tree/model").value_or("");
    const std::string model = readable(text.substr(0, text.find('\0')), longest_model);
    if (!model.starts_with("Raspberry Pi")) return on;
    on.model = model;
    const auto is = [&](std::string_view part) { return contains(model, part); };
    on.is_pi5 = is("Pi 5") || is("Compute Module 5");
    on.has_bluetooth = is("Pi 3") || is("Pi 4") || is("Zero W") || is("Zero 2 W");
    return on;
}

boot_settings::boot_settings(std::string_view config_txt, const board& on) {
    bool counts = true;
    std::istringstream lines{std::string(config_txt)};
    for (std::string whole; std::getline(lines, whole);) {
        if (whole.ends_with('\r')) whole.pop_back();
        const std::string_view line = without_blanks(whole);
        if (line.starts_with('[') && line.ends_with(']')) {
            counts = holds(line.substr(1, line.size() - 2), on);
            continue;
        }
        const std::size_t equals = line.find('=');
        if (!counts || line.starts_with('#') || equals == std::string_view::npos) continue;
        all_.push_back({std::string(without_blanks(line.substr(0, equals))),
                        std::string(without_blanks(line.substr(equals + 1)))});
    }
}

bool boot_settings::has(std::string_view key, std::string_view value) const {
    return std::any_of(all_.begin(), all_.end(), [&](const entry& each) {
        return each.key == key && (each.value == value || each.value.starts_with(std::string(value) + ","));
    });
}

std::string boot_settings::last(std::string_view key) const {
    std::string value;
    for (const entry& each : all_) {
        if (each.key == key) value = each.value;
    }
    return value;
}

std::string boot_file(const machine& host, std::string_view name) {
    const std::string path = "/boot/firmware/" + std::string(name);
    return host.has(path) ? path : "/boot/" + std::string(name);
}

}  // namespace weir::doctor
