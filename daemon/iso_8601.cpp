#include "daemon/iso_8601.hpp"

#include <charconv>

namespace weir {

namespace {

// Takes text from the front; once something is missing, everything is.
class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) {
        int number = 0;
        const std::string_view taken = rest_.substr(0, count);
        const auto [end, failed] = std::from_chars(taken.data(), taken.data() + taken.size(), number);
        const bool all = taken.size() == count && failed == std::errc() && end == taken.data() + count;
        if (!all || taken.front() == '-') return miss();
        rest_.remove_prefix(count);
        return number;
    }
    // Which of `choices` comes; 0 when it is none of them.
    char one_of(std::string_view choices) {
        if (rest_.empty() || choices.find(rest_.front()) == choices.npos) {
            miss();
            return 0;
        }
        const char found = rest_.front();
        rest_.remove_prefix(1);
        return found;
    }
    bool skip(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // The digits behind the point, to the nanosecond.
    std::chrono::nanoseconds fraction() {
        long scale = 1'000'000'000;
        long sum = 0;
        std::size_t count = 0;
        for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count) {
            scale /= 10;
            sum += (rest_[count] - '0') * scale;
        }
        rest_.remove_prefix(count);
        if (count == 0) miss();
        return std::chrono::nanoseconds(sum);
    }
    bool complete() const { return good_ && rest_.empty(); }

private:
    int miss() {
        good_ = false;
        return 0;
    }

    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::optional<wall_time> parse_iso_8601(std::string_view text) {
    using namespace std::chrono;
    reader in(text);
    const year_month_day day{year(in.digits(4)), month(0), std::chrono::day(0)};
    in.one_of("-");
    const month of_year(static_cast<unsigned>(in.digits(2)));
    in.one_of("-");
    const year_month_day date{day.year(), of_year, std::chrono::day(static_cast<unsigned>(in.digits(2)))};
    in.one_of("Tt ");
    const int hour = in.digits(2);
    in.one_of(":");
    const int minute = in.digits(2);
    in.one_of(":");
    const int second = in.digits(2);
    const nanoseconds part = in.skip('.') ? in.fraction() : nanoseconds(0);
    const char zone = in.one_of("Zz+-");
    minutes offset(0);
    if (zone == '+' || zone == '-') {
        offset = hours(in.digits(2));
        in.one_of(":");
        offset += minutes(in.digits(2));
    }
    const bool ranges = hour < 24 && minute < 60 && second < 61 && offset <= hours(24);
    if (!in.complete() || !date.ok() || !ranges || day.year() < year(1970) || day.year() > year(2261))
        return std::nullopt;
    const wall_time local = sys_days(date) + hours(hour) + minutes(minute) + seconds(second) + part;
    return zone == '-' ? local + offset : local - offset;
}

}  // namespace weir
