#include "daemon/clock.hpp"

#include <algorithm>
#include <sys/timex.h>
#include <unistd.h>

namespace weir {

namespace {

using namespace std::chrono_literals;

// The folder is there while systemd-timesyncd runs, the file once it has set the clock.
constexpr const char* timesync_folder = "/run/systemd/timesync";
constexpr const char* timesync_marker = "/run/systemd/timesync/synchronized";
// A Pi without a battery clock starts years ago.
constexpr wall_time built_at{std::chrono::seconds{WEIR_BUILT_AT}};

void put_digits(char* to, unsigned number, int digits) {
    for (int i = digits - 1; i >= 0; --i) {
        to[i] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
}

void write_second(std::array<char, 24>& text, std::chrono::sys_seconds second) {
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{second - day};
    constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
    form.copy(text.data(), form.size());
    put_digits(&text[0], static_cast<unsigned>(int{date.year()}), 4);
    put_digits(&text[5], unsigned{date.month()}, 2);
    put_digits(&text[8], unsigned{date.day()}, 2);
    put_digits(&text[11], static_cast<unsigned>(time.hours().count()), 2);
    put_digits(&text[14], static_cast<unsigned>(time.minutes().count()), 2);
    put_digits(&text[17], static_cast<unsigned>(time.seconds().count()), 2);
}

}  // namespace

wall_time wall_clock::segment::at(monotonic_time when) const {
    const duration passed = when - since;
    if (passed < duration::zero()) return wall + ahead + passed;
    return wall + (passed < 2 * ahead ? ahead + passed / 2 : passed);
}

void wall_clock::observe(monotonic_time now, wall_time wall) {
    const duration ahead = std::max(at(now) - wall, duration::zero());
    before_ = now_;
    now_ = {now, wall, ahead};
}

wall_time wall_clock::at(monotonic_time when) const {
    return when < now_.since ? before_.at(when) : now_.at(when);
}

std::string timestamp_text(wall_time when) {
    timestamp_writer writer;
    return std::string(writer.write(when));
}

std::string_view timestamp_writer::write(wall_time when) {
    const auto second = std::chrono::floor<std::chrono::seconds>(when);
    if (second != second_) {
        second_ = second;
        write_second(text_, second);
    }
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(when - second);
    put_digits(&text_[20], static_cast<unsigned>(millis.count()), 3);
    return {text_.data(), text_.size()};
}

bool says_synced(const sync_signs& seen) {
    if (seen.timesyncd_has_set_it) return true;
    if (seen.kernel) return *seen.kernel;
    return !seen.timesyncd_runs;
}

bool clock_is_synced(wall_time now) {
    if (now < built_at) return false;
    sync_signs seen;
    seen.timesyncd_runs = ::access(timesync_folder, F_OK) == 0;
    seen.timesyncd_has_set_it = ::access(timesync_marker, F_OK) == 0;
    timex state{};
    // Forbidden under ProtectClock=yes.
    if (::adjtimex(&state) >= 0) seen.kernel = (state.status & STA_UNSYNC) == 0;
    return says_synced(seen);
}

sample_clock::sample_clock(clock_trust trust, duration look_every)
    : trust_(trust), look_every_(look_every), wall_(monotonic_clock::now(), wall_now()) {
    look(monotonic_clock::now());
}

sample_clock::sample_clock(monotonic_time when, wall_time wall)
    : trust_(clock_trust::trust), look_every_(duration::max()), wall_(when, wall) {}

void sample_clock::look(monotonic_time now) {
    const wall_time wall = wall_now();
    wall_.observe(now, wall);
    unsynced_ = trust_ == clock_trust::automatic && !clock_is_synced(wall);
}

void sample_clock::look_if_needed(monotonic_time now) {
    asked_ = true;
    if (kept_ || now - wall_.observed() < look_every_) return;
    look(now);
    wanted_.notify_one();
}

wall_time sample_clock::wall(monotonic_time now) {
    look_if_needed(now);
    return wall_.at(now);
}

sample_clock::stamp sample_clock::at(monotonic_time arrived, monotonic_time now) {
    look_if_needed(now);
    const wall_time when = wall_.at(arrived);
    return {writer_.write(when), unsynced_, when};
}

awaitable<void> sample_clock::keep(task& self) {
    for (;;) {
        asked_ = false;
        kept_ = true;
        self.awaiting("the time for a look at the clocks");
        const bool on = co_await sleep_for(look_every_);
        self.resumed();
        kept_ = false;
        if (!on) co_return;
        look(monotonic_clock::now());
        if (asked_) continue;
        self.awaiting("samples");
        const wake why = co_await wanted_.wait();
        self.resumed();
        if (why == wake::canceled) co_return;
    }
}

}  // namespace weir
