#include "drivers/iso_8601.hpp"

#include <algorithm>
#include <cstdint>

namespace weir {
namespace {

// The last `width` digits of a number that is not negative.
void append_digits(std::string& text, std::int64_t number, std::size_t width) {
    const std::size_t start = text.size();
    text.resize(start + width);
    for (std::size_t at = text.size(); at > start; number /= 10)
        text[--at] = static_cast<char>('0' + number % 10);
}

}  // namespace

void append_iso_8601(std::string& text, std::chrono::nanoseconds time,
                     const std::optional<std::chrono::year_month_day>& date) {
    if (date) {
        append_digits(text, static_cast<int>(date->year()), 4);
        append_digits(text.append("-"), static_cast<unsigned>(date->month()), 2);
        append_digits(text.append("-"), static_cast<unsigned>(date->day()), 2);
        text.append("T");
    }
    // A leap second is 23:59:60.
    const auto minutes =
        std::min(std::chrono::floor<std::chrono::minutes>(time), std::chrono::minutes(24 * 60 - 1));
    const auto rest = time - minutes;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(rest);
    append_digits(text, minutes.count() / 60, 2);
    append_digits(text.append(":"), minutes.count() % 60, 2);
    append_digits(text.append(":"), seconds.count(), 2);
    if (rest > seconds) {
        append_digits(text.append("."), (rest - seconds).count(), 9);
        text.resize(text.find_last_not_of('0') + 1);
    }
}

}  // namespace weir
