#include "daemon/bus/bus.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <map>
#include <utility>

#include "daemon/log.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t most_commands_in_a_row = 5;
// An answer that is under way is waited for so long before an emergency is written.
constexpr duration turn_around = 100ms;
// A driver that has not taken a request by then has stopped.
constexpr duration most_writing = 5s;

}  // namespace

bus::bus(std::string name, wire& below, duration gap, std::vector<std::unique_ptr<inquiry>> asked)
    : name_(std::move(name)),
      below_(below),
      gap_(gap),
      entries_(entries_of(std::move(asked))),
      queue_(items_of(entries_)) {}

std::vector<bus::entry> bus::entries_of(std::vector<std::unique_ptr<inquiry>> asked) {
    std::map<std::string, std::size_t> devices;
    std::vector<entry> entries;
    for (std::unique_ptr<inquiry>& each : asked) {
        const std::size_t device = devices.emplace(each->device(), devices.size()).first->second;
        entries.push_back({std::move(each), device});
    }
    return entries;
}

std::vector<poll_queue::item> bus::items_of(const std::vector<entry>& entries) {
    std::vector<poll_queue::item> items;
    items.reserve(entries.size());
    for (const entry& each : entries)
        items.push_back({each.device, each.what->every()});
    return items;
}

void bus::commanded_by(line_user* user) {
    user_ = user;
    if (up_ && user_ != nullptr) user_->opened(monotonic_clock::now());
}

awaitable<void> bus::rest() {
    rests_ = true;
    while (held_by_ == holder::source) {
        const wake why = co_await let_go_.wait();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
}

void bus::go_on() {
    rests_ = false;
    changed_.notify_one();
}

void bus::exchange_inquiries(std::vector<std::unique_ptr<inquiry>> asked, monotonic_time now) {
    const std::vector<entry> before = std::exchange(entries_, entries_of(std::move(asked)));
    const poll_queue queue = std::exchange(queue_, poll_queue(items_of(entries_)));
    if (up_) start_new(before, queue, now);
    changed_.notify_one();
}

// Of one reader's inquiries the first is what the first one was, and so on.
void bus::start_new(const std::vector<entry>& before, const poll_queue& queue, monotonic_time now) {
    std::map<const source*, std::vector<std::size_t>> known;
    for (std::size_t i = before.size(); i > 0; --i)
        known[&before[i - 1].reader()].push_back(i - 1);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const auto was = known.find(&entries_[i].reader());
        if (was == known.end() || was->second.empty()) {
            queue_.start(i, now);
            entries_[i].reader().input_up(now);
            continue;
        }
        queue_.take_over(i, queue, was->second.back());
        entries_[i].answers = before[was->second.back()].answers;
        was->second.pop_back();
    }
}

awaitable<void> bus::run(task& self) {
    for (;;) {
        const monotonic_time until = deadline();
        self.awaiting(held_by_ == holder::source ? "a device's answer" : "the next turn on the bus");
        const wake why = co_await changed_.wait(until);
        self.resumed();
        if (why == wake::canceled) co_return;
        time(monotonic_clock::now());
    }
}

monotonic_time bus::deadline() const {
    if (!up_ || held_by_ == holder::command) return never;
    if (held_by_ == holder::source) return deadline_;
    const monotonic_time ask = ask_due() == never ? never : std::max(ask_due(), rest_until_);
    return offered_ ? ask : std::min(ask, quiet_until_);
}

void bus::time(monotonic_time now) {
    if (up_ && held_by_ == holder::source && now >= deadline_) time_out(now);
    if (!up_ || held_by_ != holder::nobody || now < quiet_until_) return;
    if (!source_has_turn(now) && !std::exchange(offered_, true) && user_ != nullptr) user_->line_free(now);
    if (up_ && held_by_ == holder::nobody && now >= rest_until_ && !rests_) ask_next(now);
}

// --- For who commands
// ---------------------------------------------------------------------------------------

bool bus::source_has_turn(monotonic_time now) const {
    return commands_in_a_row_ >= most_commands_in_a_row && ask_due() <= now && rest_until_ <= now;
}

bool bus::free(monotonic_time now, bool emergency) const {
    if (!up_ || held_by_ == holder::source || now < quiet_until_) return false;
    return emergency || !source_has_turn(now);
}

void bus::write(const command_settings& /*command: there is one wire alone*/, std::string bytes) {
    held_by_ = holder::command;
    below_.write(std::move(bytes));
}

void bus::hurry(monotonic_time now) {
    if (held_by_ != holder::source) return;
    hurried_ = true;
    if (!writing_) deadline_ = std::min(deadline_, now + turn_around);
    changed_.notify_one();
}

void bus::release(monotonic_time now, monotonic_time rest_until) {
    if (held_by_ != holder::command) return;
    commands_in_a_row_ = queue_.due() <= now ? commands_in_a_row_ + 1 : 0;
    let_go(now, rest_until);
}

// --- Of the wire
// --------------------------------------------------------------------------------------------

void bus::opened(monotonic_time now) {
    up_ = true;
    held_by_ = holder::nobody;
    quiet_until_ = now;
    rest_until_ = now;
    offered_ = true;
    queue_.start(now);
    for (entry& each : entries_) {
        each.answers = true;
        each.reader().input_up(now);
    }
    if (user_ != nullptr) user_->opened(now);
    changed_.notify_one();
}

void bus::lost(const std::string& why, std::size_t written, monotonic_time now) {
    up_ = false;
    let_go_.notify_all();
    const bool was_commands = std::exchange(held_by_, holder::nobody) == holder::command;
    for (entry& each : entries_) {
        each.what->give_up();
        each.reader().input_down();
    }
    if (user_ != nullptr) user_->lost(why, was_commands ? written : 0, now);
    changed_.notify_one();
}

void bus::written(monotonic_time now) {
    if (held_by_ != holder::source) {
        if (user_ != nullptr) user_->written(now);
        return;
    }
    writing_ = false;
    if (over_) return let_go(now, now);
    const duration patience = entries_[current_].what->timeout();
    deadline_ = now + (hurried_ ? std::min(patience, turn_around) : patience);
    changed_.notify_one();
}

void bus::refused(const std::string& why, monotonic_time now) {
    if (held_by_ == holder::command && user_ != nullptr) user_->refused(why, now);
}

bool bus::offer(const frame& in, monotonic_time now) {
    if (held_by_ != holder::source || over_) return user_ != nullptr && user_->offer(in, now);
    const inquiry::reply what = entries_[current_].what->take(in, now);
    if (what == inquiry::reply::not_ours) return user_ != nullptr && user_->offer(in, now);
    take_answer(what, now);
    return true;
}

bool bus::awaits_answer() const {
    return held_by_ == holder::source || (user_ != nullptr && user_->awaits_answer());
}

// --- The sources' turns
// -------------------------------------------------------------------------------------

void bus::ask_next(monotonic_time now) {
    while (const auto next = queue_.next(now)) {
        source& reader = entries_[*next].reader();
        if (!reader.waits()) return ask(*next, now);
        ++reader.polls().skipped;
        queue_.passed(*next, now);
    }
}

void bus::ask(std::size_t which, monotonic_time now) {
    entry& one = entries_[which];
    held_by_ = holder::source;
    commands_in_a_row_ = 0;
    current_ = which;
    asked_at_ = now;
    writing_ = true;
    over_ = false;
    hurried_ = false;
    deadline_ = now + most_writing;
    ++one.reader().polls().asked;
    below_.write(one.what->request());
}

void bus::take_answer(inquiry::reply what, monotonic_time now) {
    entry& one = entries_[current_];
    ++one.reader().polls().answered;
    if (what == inquiry::reply::whole) {
        queue_.answered(current_, asked_at_);
    } else {
        queue_.heard(current_);
    }
    tell_answering(one.device, now);
    if (!one.reader().try_deliver()) one.reader().deliver_later();
    end_turn(now);
}

// The write may not be known to be done yet.
void bus::end_turn(monotonic_time now) {
    over_ = true;
    if (!writing_) let_go(now, now);
}

void bus::time_out(monotonic_time now) {
    if (writing_) {
        deadline_ = never;
        return below_.abandon_write();
    }
    entry& one = entries_[current_];
    const monotonic_time settled = now + one.what->settle();
    // One that was cut short says nothing about the device: it is asked again.
    if (!hurried_) {
        ++one.reader().polls().timeouts;
        queue_.unanswered(current_, asked_at_, settled);
        tell_answering(one.device, now);
    }
    one.what->give_up();
    let_go(now, settled);
}

void bus::let_go(monotonic_time now, monotonic_time rest_until) {
    // Without a gap, who has commanded looks for the next command at once.
    offered_ = held_by_ == holder::command && gap_ == duration::zero();
    held_by_ = holder::nobody;
    let_go_.notify_all();
    quiet_until_ = now + gap_;
    rest_until_ = std::max(rest_until, quiet_until_);
    if (!offered_ || queue_.due() != never) changed_.notify_one();
}

void bus::tell_answering(std::size_t device, monotonic_time now) {
    const bool answers = queue_.answers(device);
    bool said = false;
    for (entry& each : entries_) {
        if (each.device != device || each.answers == answers) continue;
        each.answers = answers;
        answers ? each.reader().input_up(now) : each.reader().input_down();
        if (std::exchange(said, true)) continue;
        if (answers) {
            log::info("port {}: {} answers again", name_, each.what->device());
        } else {
            log::warning("port {}: {} does not answer; it is asked again in {:.1f} s", name_,
                         each.what->device(),
                         std::chrono::duration<double>(queue_.retry_at(device) - now).count());
        }
    }
}

}  // namespace weir
