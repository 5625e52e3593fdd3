#include "daemon/doctor/unit_file.hpp"

#include <sstream>

#include "drivers/text.hpp"

namespace weir::doctor {

namespace {

// The next line of `text`, joined with those that it continues on; comments among them are left out.
std::string next_line(std::string_view& text) {
    std::string line;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view part = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (part.ends_with('\r')) part.remove_suffix(1);
        if (const auto bare = without_blanks(part); bare.starts_with('#') || bare.starts_with(';')) continue;
        const bool goes_on = part.ends_with('\\');
        if (goes_on) part.remove_suffix(1);
        line += part;
        if (!goes_on) break;
        line += ' ';
    }
    return line;
}

}  // namespace

void unit_file::add(std::string_view text) {
    std::string section;
    while (!text.empty()) {
        const std::string whole = next_line(text);
        const std::string_view line = without_blanks(whole);
        if (line.starts_with('[') && line.ends_with(']')) {
            section = line.substr(1, line.size() - 2);
            continue;
        }
        const std::size_t equals = line.find('=');
        if (section.empty() || equals == 0 || equals == std::string_view::npos) continue;
        all_.push_back({section, std::string(without_blanks(line.substr(0, equals))),
                        std::string(without_blanks(line.substr(equals + 1)))});
    }
}

std::string unit_file::last(std::string_view section, std::string_view key) const {
    std::string value;
    for (const assignment& each : all_) {
        if (each.section == section && each.key == key) value = each.value;
    }
    return value;
}

bool unit_file::says_yes(std::string_view section, std::string_view key) const {
    return parse_boolean(last(section, key)).value_or(false);
}

std::vector<std::string> unit_file::words(std::string_view section, std::string_view key) const {
    std::vector<std::string> found;
    for (const assignment& each : all_) {
        if (each.section != section || each.key != key) continue;
        if (each.value.empty()) found.clear();
        std::istringstream in(each.value);
        for (std::string word; in >> word;)
            found.push_back(word);
    }
    return found;
}

}  // namespace weir::doctor
