#include "daemon/process/changes.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "daemon/process/plain_value.hpp"

namespace weir {

namespace {

// "5%" as 0.05.
std::optional<double> read_share(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    double percent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
    const bool read = error == std::errc() && end == text.data() + text.size();
    return read && std::isfinite(percent) && percent >= 0 ? std::optional(percent / 100) : std::nullopt;
}

step read_step(const setting& one) {
    if (one.is<std::string>()) return {read_share(one.text()).value_or(0), true};
    return {one.number(), false};
}

// Whether two integers lie at least so far apart; exact, however large they are.
bool apart(std::int64_t one, std::int64_t other, double least) {
    const auto high = static_cast<std::uint64_t>(std::max(one, other));
    const auto low = static_cast<std::uint64_t>(std::min(one, other));
    return high != low && static_cast<double>(high - low) >= least;
}

// The slack is what the difference of two decimals lacks in binary: 23.4 - 23.3 is a little less than 0.1.
bool apart(double one, double other, double least) {
    const double distance = std::abs(one - other);
    const double most = std::max(std::abs(one), std::abs(other));
    const double slack = std::isfinite(most) ? 4 * std::numeric_limits<double>::epsilon() * most : 0;
    return distance > 0 && distance + slack >= least;
}

bool changed(const value& before, const value& now, const step& by) {
    if (is_null(before) || is_null(now)) return is_null(before) != is_null(now);
    const auto number_before = as_number(before);
    const auto number_now = as_number(now);
    if (!number_before || !number_now) return before != now;
    const double least = by.relative ? by.least * std::abs(*number_before) : by.least;
    const auto* one = std::get_if<std::int64_t>(&before);
    const auto* other = std::get_if<std::int64_t>(&now);
    if (one != nullptr && other != nullptr) return apart(*one, *other, least);
    return apart(*number_before, *number_now, least);
}

}  // namespace

void check_steps(const setting& argument, problems& found) {
    const auto check = [&](const setting& one) {
        if (one.is<std::string>() && !read_share(one.text()))
            found.add(one.where, "'" + one.text() + "' is neither a number nor a percentage",
                      "a percentage is written as 5%");
    };
    if (!argument.is<setting::map>()) return check(argument);
    for (const setting::member& each : argument.members())
        check(each.value);
}

changes::changes(const setting& argument) : steps_(argument, read_step) {}

bool changes::any(const sample& in) const {
    return std::any_of(in.fields.begin(), in.fields.end(), [&](const field& each) {
        const step* by = steps_.find(each.name);
        if (by == nullptr) return false;
        const value* before = last_.find(each.name);
        return before == nullptr || changed(*before, each.data, *by);
    });
}

void changes::remember(const sample& in) {
    for (const field& each : in.fields) {
        if (steps_.find(each.name) != nullptr) last_.at(each.name) = each.data;
    }
}

}  // namespace weir
