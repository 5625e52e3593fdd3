#include "daemon/command/commander.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "daemon/log.hpp"

namespace weir {

namespace {

constexpr std::string_view stopping = "weir is stopping";

// Why not: what a client gives may make a pattern too large.
std::optional<verdict> try_make(std::unique_ptr<job>& into, std::size_t command,
                                const command_settings& settings, const request& asked, origin from,
                                const std::string& device) {
    try {
        into = make_job(command, settings, asked, from, device);
        return std::nullopt;
    } catch (const std::runtime_error& error) {
        return rejection(command_code::invalid_argument, error.what());
    }
}

}  // namespace

commander::commander(const settings& configured, surroundings around, std::unique_ptr<request_memory> memory)
    : settings_(configured),
      around_(std::move(around)),
      report_(report_to()),
      jobs_(configured.commands, configured.command_limits, *this),
      safety_(configured.commands, configured.mqtt.disconnect_grace, monotonic_clock::now()),
      conditions_(configured.commands),
      memory_(std::move(memory)),
      built_in_(jobs_, safety_, report_, *memory_,
                [this](std::size_t command, origin from) { return run_by_itself(command, from); }),
      intake_(configured.commands, take_in_from()) {
    conditions_.live().on_change = [this](const std::string& source) { judge_rules(source); };
    conditions_.on_failure = [this](std::size_t command, const std::string& why) {
        const std::string& name = settings_.commands[command].name;
        if (const auto more = failed_rules_.allow(name, monotonic_clock::now()))
            log::warning("command {}: run_when: {} ({} more not logged)", name, why, *more);
    };
}

commander::commander(const settings& configured, const surroundings& around)
    : commander(configured, around, std::make_unique<request_memory>(around.state_folder, wall_now())) {
    if (around_.state_folder.empty() && !configured.commands.empty())
        log::warning("no folder for state (--state-dir): after a restart doubles of requests are not known");
    report_left_open();
}

commander::commander(const settings& configured, surroundings around, commander& before,
                     const std::function<bool(const std::string&)>& kept)
    : commander(configured, std::move(around), std::move(before.memory_)) {
    const auto was_up = [&before](const std::string& name) {
        const auto& theirs = before.settings_.commands;
        const auto found = std::ranges::find(theirs, name, &command_settings::name);
        return before.jobs_.line_of(static_cast<std::size_t>(found - theirs.begin())).up();
    };
    report_.take_over(before.report_);
    jobs_.take_over(before.jobs_, kept);
    safety_.take_over(before.safety_, kept, was_up);
    conditions_.take_over(before.conditions_, kept);
    built_in_.take_over(before.built_in_);
    intake_.take_over(before.intake_);
    late_answers_before_ = before.count().late_answers;
    before.close();
    settled_in_ = false;
}

commander::~commander() = default;

reporter::surroundings commander::report_to() {
    const auto publish = [this](outgoing message) {
        show(message);
        around_.answers.push_or_drop(std::move(message));
    };
    const auto mention = [this](outgoing message) {
        show(message);
        around_.answers.push_if_roomy(std::move(message));
    };
    const auto keep = [this](std::string topic, std::string payload) {
        around_.announce(std::move(topic), std::move(payload), content::json);
    };
    const auto stamp = [this](monotonic_time when) {
        return std::string(around_.clock.at(when, monotonic_clock::now()).text);
    };
    const auto line_of = [this](const command_settings& command) {
        return command.port ? settings_.ports[*command.port].name : std::string();
    };
    return {around_.root, publish, mention, keep, stamp, line_of};
}

void commander::show(const outgoing& message) const {
    const tap_point* const at = around_.shown;
    if (at == nullptr || !at->wants(tap_step::message)) return;
    at->message(message.topic, message.payload, monotonic_clock::now());
}

intake::surroundings commander::take_in_from() {
    const auto take = [this](std::size_t command, request asked) {
        return begin(command, std::move(asked), origin::client);
    };
    return {around_.root,
            jobs_,
            safety_,
            report_,
            built_in_,
            *memory_,
            [this] { return present_time(); },
            take,
            [this] { follow_up(); }};
}

void commander::serve(std::vector<std::size_t> commands, std::string name,
                      const std::function<line&(line_user&)>& connect) {
    const std::size_t index = jobs_.add_exchange(std::move(name));
    for (const std::size_t each : commands)
        jobs_.assign(each, index);
    const auto came_up = [this, commands = std::move(commands)] { safety_.line_opened(commands); };
    const auto after = [this] {
        follow_up();
        progress_.notify_all();
    };
    lines_.push_back(std::make_unique<served_line>(jobs_.at(index), came_up, after));
    jobs_.at(index).attach(connect(*lines_.back()));
}

void commander::follow(source& speaker) {
    if (conditions_.live().keeps_any_of(speaker.settings().name)) speaker.followed_by(conditions_.live());
}

void commander::judge_rules(const std::string& source) {
    const monotonic_time now = monotonic_clock::now();
    conditions_.judge(source, now);
    if (next_deadline(now) < waits_until_) sooner_.notify_one();
}

void commander::connection(bool up) {
    safety_.connection(up, monotonic_clock::now());
    follow_up();
}

void commander::settle_in() {
    safety_.settle_in();
    settled_in_ = true;
    follow_up();
}

present commander::present_time() {
    const monotonic_time now = monotonic_clock::now();
    const sample_clock::stamp stamp = around_.clock.at(now, now);
    return {now, wall_now(), !stamp.unsynced, stamp.when};
}

std::optional<verdict> commander::why_not(std::size_t command, const request& asked, origin from) {
    const exchange& on = jobs_.line_of(command);
    if (closing_ && from != origin::on_stop)
        return rejection(command_code::failed_precondition, std::string(stopping));
    const monotonic_time now = monotonic_clock::now();
    if (now >= asked.start_by) {
        return verdict{command_state::expired, command_code::deadline_exceeded, command_effect::none,
                       "it came too late to start", nullptr};
    }
    if (!on.up()) {
        return verdict{command_state::failed, command_code::unavailable, command_effect::none,
                       on.name() + " is not there", nullptr};
    }
    if (auto refused = jobs_.why_not(command, from, now)) return refused;
    if (makes_safe(from)) return std::nullopt;
    auto unfulfilled = conditions_.why_not(command);
    if (!unfulfilled) return std::nullopt;
    return rejection(command_code::failed_precondition, std::move(*unfulfilled));
}

std::uint64_t commander::begin(std::size_t command, request asked, origin from) {
    const monotonic_time now = monotonic_clock::now();
    exchange& on = jobs_.line_of(command);
    const command_settings& settings = settings_.commands[command];
    const bool trips = settings.latch && from != origin::on_start && from != origin::on_open;
    std::unique_ptr<job> made;
    std::optional<verdict> refused = why_not(command, asked, from);
    if (!refused) refused = try_make(made, command, settings, asked, from, on.name());
    if (refused) {
        // Its line is not there: what it should hold still must not move when it comes back.
        if (trips && refused->code == command_code::unavailable) jobs_.latch(command, now);
        end_at_once(command, std::move(asked), std::move(*refused));
        return 0;
    }
    made->key = memory_->remember(made->asked, settings.name);
    const std::uint64_t key = made->key;
    report_.accepted(*made);
    if (from == origin::client) safety_.accepted(command, now);
    jobs_.admit(std::move(made), now);
    // Later: an emergency preempts what runs, a latch would call it off.
    if (trips) jobs_.latch(command, now);
    return key;
}

std::uint64_t commander::run_by_itself(std::size_t command, origin from) {
    const command_settings& settings = settings_.commands[command];
    request asked;
    asked.id = new_id();
    asked.client = name_of(from);
    const present when = present_time();
    asked.received = when.now;
    asked.received_at = when.stamp;
    asked.start_by = asked.received + settings.max_age;
    asked.timeout = settings.timeout;
    take_plain(settings, "", asked.params);
    return begin(command, std::move(asked), from);
}

// What is rejected may be asked again with the same id, all else has ended for good.
void commander::end_at_once(std::size_t command, request asked, verdict how) {
    const command_settings& settings = settings_.commands[command];
    const bool for_good = how.state != command_state::rejected && asked.explicit_id;
    const std::uint64_t key = for_good ? memory_->remember(asked, settings.name) : 0;
    std::string answer =
        report_.ended(plain_end{settings.name, &settings, std::move(asked), std::move(how)}, true);
    if (for_good) memory_->end(key, std::move(answer));
}

void commander::report_left_open() {
    for (journal_entry& each : memory_->left_open()) {
        const auto command = std::ranges::find(settings_.commands, each.command, &command_settings::name);
        plain_end what;
        what.command = each.command;
        what.settings = command == settings_.commands.end() ? nullptr : &*command;
        what.asked.id = each.id;
        what.asked.client = each.client;
        what.asked.received = monotonic_clock::now();
        what.asked.received_at = each.received;
        if (!each.response_topic.empty())
            what.asked.reply = reply_address{each.response_topic, each.correlation, false};
        what.how = {command_state::failed, command_code::internal, command_effect::unknown,
                    "weir ended before the command did", nullptr};
        memory_->end(each.key, report_.ended_late(what));
    }
}

void commander::changed(const job& which) {
    report_.changed(which);
}

void commander::ended(job& which) {
    memory_->end(which.key, report_.ended(which));
    safety_.ended(which.key, which.run.now().state == command_state::succeeded, which.ended);
    built_in_.ended(which);
    intake_.ended(which);
    progress_.notify_all();
}

void commander::settled(const job& which) {
    report_.audit(which);
    progress_.notify_all();
}

// What is run here may end at once, and come back here.
void commander::follow_up() {
    if (following_up_ || !settled_in_) return;
    following_up_ = true;
    const monotonic_time now = monotonic_clock::now();
    jobs_.advance(now);
    while (const auto due = closing_ ? std::nullopt : safety_.take(now))
        safety_.began(*due, run_by_itself(due->command, due->from), now);
    while (const auto due = closing_ ? std::nullopt : conditions_.take(now))
        run_by_itself(*due, origin::on_condition);
    following_up_ = false;
    if (next_deadline(now) < waits_until_) sooner_.notify_one();
}

monotonic_time commander::next_deadline(monotonic_time now) const {
    const monotonic_time jobs = jobs_.deadline(now);
    return closing_ ? jobs : std::min({jobs, safety_.deadline(), conditions_.deadline()});
}

// A rule may hold though nothing was ever heard.
awaitable<void> commander::run(task& self) {
    conditions_.judge_all(monotonic_clock::now());
    for (;;) {
        waits_until_ = next_deadline(monotonic_clock::now());
        self.awaiting("the next deadline of a command");
        const wake why = co_await sooner_.wait(waits_until_);
        self.resumed();
        if (why == wake::canceled) co_return;
        jobs_.time(monotonic_clock::now());
        follow_up();
    }
}

bool commander::quiet() const {
    return jobs_.open() == 0 && !jobs_.rests(monotonic_clock::now()) && !jobs_.awaits_loss() &&
           built_in_.idle();
}

awaitable<void> commander::until_quiet(task& self, const std::function<bool(const std::string&)>& goes_on) {
    safety_.trip(goes_on, monotonic_clock::now());
    follow_up();
    self.awaiting("the end of commands");
    while (!quiet()) {
        const wake why = co_await progress_.wait();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
    self.resumed();
}

awaitable<void> commander::finish(task& self, monotonic_time deadline) {
    close();
    self.awaiting("the end of commands");
    // First: emergencies preempt what runs, the others wait for its being called off.
    for (const std::size_t each : safety_.at_stop())
        run_by_itself(each, origin::on_stop);
    const auto is_asked_for = [](const job& each) { return each.from == origin::client; };
    const command_event cancel(command_event::cancel, std::string(stopping));
    const command_event abort(command_event::abort, std::string(stopping));
    const monotonic_time begun = monotonic_clock::now();
    jobs_.cancel(is_asked_for, cancel, begun);
    follow_up();
    // What is slow to be called off must leave time for safe states.
    const monotonic_time half = begun + (deadline - begun) / 2;
    co_await until_none_open(half);
    jobs_.cancel(is_asked_for, abort, monotonic_clock::now());
    follow_up();
    co_await until_none_open(deadline);
    jobs_.cancel([](const job&) { return true; }, abort, monotonic_clock::now());
    built_in_.finish();
    for (const auto& each : lines_)
        each->lost(std::string(stopping), 0, monotonic_clock::now());
    self.resumed();
}

awaitable<void> commander::until_none_open(monotonic_time deadline) {
    while (jobs_.open() > 0) {
        const wake why = co_await progress_.wait(deadline);
        if (why != wake::notified) co_return;
    }
}

commander::counters commander::count() const {
    counters now{report_.counts(),   jobs_.open(),         jobs_.waiting(), intake_.doubles(),
                 intake_.retained(), late_answers_before_, jobs_.latched()};
    for (const auto& each : lines_)
        now.late_answers += each->on().late_answers();
    return now;
}

}  // namespace weir
