#include "tests/support/device.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace weir::test {

device::device(pty& line) : line_(line), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0) throw std::system_error(errno, std::system_category(), "eventfd");
    thread_ = std::thread([this] { run(); });
}

device::~device() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    wake();
    thread_.join();
    close(wake_);
}

void device::wake() const {
    (void)eventfd_write(wake_, 1);
}

void device::answers(std::string to, reply with) {
    const std::lock_guard lock(mutex_);
    rules_.push_back({std::move(to), std::move(with)});
}

void device::answers(std::regex to, reply with) {
    const std::lock_guard lock(mutex_);
    rules_.push_back({std::move(to), std::move(with)});
}

void device::says(std::string line) {
    perform([&] { schedule(reply(std::move(line))); });
}

void device::says_every(std::chrono::milliseconds period, std::function<std::string(std::uint64_t)> line) {
    perform([&] { telemetry_.emplace(telemetry{period, std::move(line), clock::now()}); });
}

void device::is_quiet() {
    perform([&] { telemetry_.reset(); });
}

void device::reads(bool yes) {
    perform([&] { reads_ = yes; });
}

void device::hang_up() {
    perform([&] { pull_out(); });
}

void device::come_back() {
    perform([&] { line_.come_back(); });
}

bool device::plugged_in() const {
    const std::lock_guard lock(mutex_);
    return line_.descriptor() >= 0;
}

std::vector<device::heard> device::all_heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
}

std::vector<std::string> device::received() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> lines;
    for (const heard& each : heard_)
        lines.push_back(each.line);
    return lines;
}

std::size_t device::count(std::string_view line) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count(heard_, line, &heard::line));
}

std::string device::unfinished() const {
    const std::lock_guard lock(mutex_);
    return input_;
}

bool device::receives(std::string_view line, std::size_t times, std::chrono::milliseconds deadline) {
    return wait_until([&] { return count(line) >= times; }, deadline);
}

void device::perform(const std::function<void()>& what) {
    std::packaged_task<void()> job(what);
    std::future<void> done = job.get_future();
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    wake();
    done.get();
}

void device::run() {
    std::unique_lock lock(mutex_);
    while (!ends_) {
        for (; !jobs_.empty(); jobs_.pop_front())
            jobs_.front()();
        if (line_.descriptor() >= 0) {
            if (reads_) listen();
            speak();
            send();
        }
        lock.unlock();
        wait();
        lock.lock();
    }
}

// Only this thread changes the line, so it may look at it without the lock.
void device::wait() {
    std::optional<clock::time_point> next;
    short events = 0;
    {
        const std::lock_guard lock(mutex_);
        if (!jobs_.empty() || ends_) return;
        next = next_event();
        if (reads_) events |= POLLIN;
        if (!output_.empty()) events |= POLLOUT;
    }
    std::array<pollfd, 2> awaited{{{wake_, POLLIN, 0}, {line_.descriptor(), events, 0}}};
    int timeout = -1;
    if (next) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - clock::now());
        timeout = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }
    poll(awaited.data(), awaited.size(), timeout);
    eventfd_t ignored = 0;
    (void)eventfd_read(wake_, &ignored);
}

std::optional<device::clock::time_point> device::next_event() const {
    if (line_.descriptor() < 0) return std::nullopt;
    std::optional<clock::time_point> next;
    if (!scheduled_.empty()) next = scheduled_.begin()->first;
    if (telemetry_) next = std::min(next.value_or(telemetry_->next), telemetry_->next);
    return next;
}

void device::listen() {
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t size = ::read(line_.descriptor(), buffer.data(), buffer.size());
        if (size <= 0) return;
        input_.append(buffer.data(), static_cast<std::size_t>(size));
        for (std::size_t end = input_.find('\n'); end != input_.npos; end = input_.find('\n')) {
            std::string line = input_.substr(0, end);
            input_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            hear(line);
            if (line_.descriptor() < 0) return;
        }
    }
}

void device::hear(const std::string& line) {
    heard_.push_back({line, clock::now()});
    const auto answer = reply_to(line);
    if (!answer || answer->what == reply::keeps_silent) return;
    if (answer->what == reply::goes) {
        pull_out();
    } else {
        schedule(*answer);
    }
}

std::optional<reply> device::reply_to(const std::string& line) {
    for (auto each = rules_.rbegin(); each != rules_.rend(); ++each) {
        reply with = each->with;
        std::smatch match;
        if (const auto* form = std::get_if<std::regex>(&each->to)) {
            if (!std::regex_match(line, match, *form)) continue;
            with.line = match.format(with.line);
        } else if (std::get<std::string>(each->to) != line) {
            continue;
        }
        if (each->with.uses == 0) continue;
        if (each->with.uses > 0) --each->with.uses;
        return with;
    }
    return std::nullopt;
}

void device::schedule(const reply& what) {
    std::string all;
    for (int i = 0; i < what.times; ++i)
        all += what.line + '\n';
    clock::time_point when = clock::now() + what.after;
    const std::size_t piece = what.piece == 0 ? all.size() : what.piece;
    for (std::size_t at = 0; at < all.size(); at += piece) {
        scheduled_.emplace(when, all.substr(at, piece));
        when += what.pause;
    }
}

// What is due. Telemetry waits for nothing: not for the end of another line, nor for who takes it.
void device::speak() {
    const clock::time_point now = clock::now();
    while (!scheduled_.empty() && scheduled_.begin()->first <= now) {
        output_ += scheduled_.begin()->second;
        within_line_ = !output_.ends_with('\n');
        scheduled_.erase(scheduled_.begin());
    }
    while (telemetry_ && telemetry_->next <= now) {
        const std::string line = telemetry_->line(telemetry_->said++);
        if (!within_line_ && !blocked_) output_ += line + '\n';
        telemetry_->next += telemetry_->period;
    }
}

void device::send() {
    while (!output_.empty()) {
        const ssize_t size = ::write(line_.descriptor(), output_.data(), output_.size());
        blocked_ = size <= 0;
        if (blocked_) return;
        output_.erase(0, static_cast<std::size_t>(size));
    }
}

void device::pull_out() {
    line_.hang_up();
    input_.clear();
    output_.clear();
    scheduled_.clear();
    within_line_ = false;
    blocked_ = false;
}

}  // namespace weir::test
