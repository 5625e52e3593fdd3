#include "daemon/doctor/finding.hpp"

#include <algorithm>
#include <array>

namespace weir::doctor {

namespace {

constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+:@%=,";

}  // namespace

std::string_view name_of(state how) {
    constexpr std::array<std::string_view, 4> names{"ok", "warning", "problem", "skipped"};
    return names.at(static_cast<std::size_t>(how));
}

std::string shell_word(std::string_view text) {
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
    std::string all = "'";
    for (const char c : text) {
        if (c == '\'') {
            all += R"('\'')";
        } else {
            all += c;
        }
    }
    return all + '\'';
}

}  // namespace weir::doctor
