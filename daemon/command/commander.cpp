#include "daemon/command/commander.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "daemon/log.hpp"

namespace weir {

namespace {

constexpr std::string_view stopping = "weir is stopping";

std::string_view asker(origin from) {
    switch (from) {
        case origin::client:
            return "";
        case origin::dead_man:
            return "weir: dead man's switch";
        case origin::safe_state:
            return "weir: sys-safe-state";
        case origin::on_open:
            return "weir: run_on open";
        case origin::on_start:
            return "weir: run_on start";
        case origin::on_stop:
            return "weir: run_on stop";
        case origin::on_disconnect:
            return "weir: run_on disconnect";
    }
    return "weir";
}

}  // namespace

// Hands what a line tells to its exchange, and has the commander look at what follows from it.
class commander::served_line final : public line_user {
public:
    served_line(commander& owner, exchange& on, std::vector<std::size_t> commands)
        : owner_(owner), on_(on), commands_(std::move(commands)) {}

    void opened(monotonic_time) override {
        on_.opened();
        owner_.safety_.line_opened(commands_);
        owner_.follow_up();
    }
    void lost(const std::string& why, std::size_t written, monotonic_time now) override {
        on_.lost(why, written, now);
        owner_.follow_up();
    }
    void written(monotonic_time now) override { tell(command_event(command_event::written), now); }
    void refused(const std::string& why, monotonic_time now) override {
        tell(command_event(command_event::refused, why), now);
    }
    bool offer(std::string_view frame, monotonic_time now) override {
        if (on_.idle() && !on_.rests(now)) return false;
        const bool taken = on_.offer(frame, now);
        if (taken) owner_.follow_up();
        return taken;
    }
    bool awaits_answer() const override { return !on_.idle(); }

    const exchange& on() const { return on_; }

private:
    void tell(const command_event& event, monotonic_time now) {
        if (job* runs = on_.current()) on_.tell(*runs, event, now);
        owner_.follow_up();
    }

    commander& owner_;
    exchange& on_;
    std::vector<std::size_t> commands_;
};

commander::commander(const settings& configured, surroundings around)
    : settings_(configured),
      around_(std::move(around)),
      report_(report_to()),
      jobs_(configured.commands, configured.command_limits, *this),
      safety_(configured.commands, configured.mqtt.disconnect_grace, monotonic_clock::now()),
      built_in_(jobs_, safety_, report_,
                [this](std::size_t command, origin from) { return run_by_itself(command, from); }),
      memory_(around_.state_folder, present_time().wall) {
    report_left_open();
}

commander::~commander() = default;

reporter::surroundings commander::report_to() {
    const auto publish = [this](outgoing message) { around_.answers.push_or_drop(std::move(message)); };
    const auto keep = [this](std::string topic, std::string payload) {
        around_.announce(std::move(topic), std::move(payload), content::json);
    };
    const auto stamp = [this](monotonic_time when) {
        return std::string(around_.clock.at(when, monotonic_clock::now()).text);
    };
    const auto line_of = [this](const command_settings& command) {
        return command.port ? settings_.ports[*command.port].name : std::string();
    };
    return {around_.root, publish, keep, stamp, line_of};
}

void commander::serve(std::vector<std::size_t> commands, std::string name,
                      const std::function<line&(line_user&)>& connect) {
    const std::size_t index = jobs_.add_exchange(std::move(name));
    for (const std::size_t each : commands)
        jobs_.assign(each, index);
    lines_.push_back(std::make_unique<served_line>(*this, jobs_.at(index), std::move(commands)));
    jobs_.at(index).attach(connect(*lines_.back()));
}

std::vector<std::pair<subscription, subscriber>> commander::subscriptions() {
    using handler = void (commander::*)(const incoming&);
    const auto hand_to = [this](handler take) {
        return subscriber{[this, take](const incoming& message) {
                              (this->*take)(message);
                              follow_up();
                          },
                          {}};
    };
    std::vector<std::pair<subscription, subscriber>> all;
    const auto add = [&](const char* below, std::uint8_t qos, handler take) {
        subscription wanted(around_.root + "/cmd/" + below, qos);
        wanted.requests = true;
        all.emplace_back(std::move(wanted), hand_to(take));
    };
    add("+", 1, &commander::on_request);
    add("+/cancel", 1, &commander::on_cancel);
    add("+/refresh", 0, &commander::on_refresh);
    return all;
}

void commander::connection(bool up) {
    safety_.connection(up, monotonic_clock::now());
    follow_up();
}

std::optional<std::size_t> commander::find(std::string_view name) const {
    const auto found = std::ranges::find(settings_.commands, name, &command_settings::name);
    if (found == settings_.commands.end()) return std::nullopt;
    return static_cast<std::size_t>(found - settings_.commands.begin());
}

std::string commander::name_in(const incoming& message, std::string_view behind) const {
    const std::size_t front = around_.root.size() + std::string_view("/cmd/").size();
    return message.topic.substr(front, message.topic.size() - front - behind.size());
}

present commander::present_time() {
    const monotonic_time now = monotonic_clock::now();
    const auto wall =
        std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
    return {now, wall, !around_.clock.at(now, now).unsynced};
}

void commander::on_request(const incoming& message) {
    const std::string name = name_in(message, "");
    const auto command = find(name);
    const command_settings* settings = command ? &settings_.commands[*command] : nullptr;
    parsed_request parsed = parse_request(message, settings, around_.root, present_time());
    if (message.retained) {
        ++retained_;
        parsed.refused = rejection(command_code::permission_denied, "retained command");
    }
    if (command) {
        take_request(*command, std::move(parsed));
    } else if (built_in::knows(name)) {
        built_in_.take(name, std::move(parsed), monotonic_clock::now());
    } else {
        take_unknown(name, std::move(parsed));
    }
}

void commander::take_unknown(const std::string& name, parsed_request parsed) {
    plain_end what{name, nullptr, std::move(parsed.asked), {}, {}};
    what.how = rejection(command_code::not_found, "there is no command '" + name + "'");
    report_.ended(what, false);
}

void commander::take_request(std::size_t command, parsed_request parsed) {
    if (parsed.refused) {
        end_at_once(command, std::move(parsed.asked), std::move(*parsed.refused));
    } else if (!take_double(command, parsed.asked)) {
        begin(command, std::move(parsed.asked), origin::client);
    }
}

// Whether the request is a double, or uses the id of another one; then it is answered.
bool commander::take_double(std::size_t command, const request& asked) {
    if (!asked.explicit_id) return false;
    const journal_entry* first = memory_.find(asked.id, present_time().wall);
    if (first == nullptr) return false;
    if (first->fingerprint != asked.fingerprint) {
        end_at_once(command, asked,
                    rejection(command_code::already_exists,
                              "the id is that of an earlier request, which was another"));
        return true;
    }
    ++doubles_;
    safety_.content(command, monotonic_clock::now());
    job* open = jobs_.find_open(first->key);
    if (open == nullptr) {
        report_.repeat(settings_.commands[command], first->answer, asked.reply);
        return true;
    }
    report_.repeat(*open, asked.reply);
    if (!asked.reply || open->replies.size() >= job::most_replies) return true;
    open->replies.push_back(*asked.reply);
    open->replies.back().duplicate = true;
    return true;
}

std::uint64_t commander::begin(std::size_t command, request asked, origin from) {
    const monotonic_time now = monotonic_clock::now();
    exchange& on = jobs_.line_of(command);
    const command_settings& settings = settings_.commands[command];
    std::optional<verdict> refused;
    if (closing_ && from != origin::on_stop) {
        refused = rejection(command_code::failed_precondition, std::string(stopping));
    } else if (!on.up()) {
        refused = verdict{command_state::failed, command_code::unavailable, command_effect::none,
                          on.name() + " is not there", nullptr};
    } else {
        refused = jobs_.why_not(command, from, now);
    }
    if (refused) {
        end_at_once(command, std::move(asked), std::move(*refused));
        return 0;
    }
    std::unique_ptr<job> made = make_job(command, settings, std::move(asked), from, on.name());
    const request& taken = made->asked;
    const reply_address to = taken.reply.value_or(reply_address());
    made->key = memory_.remember({0,
                                  taken.id,
                                  taken.explicit_id,
                                  settings.name,
                                  taken.fingerprint,
                                  present_time().wall,
                                  taken.client,
                                  to.topic,
                                  to.correlation,
                                  {}});
    const std::uint64_t key = made->key;
    report_.accepted(*made);
    safety_.accepted(command, now);
    const bool trips = settings.latch && from != origin::on_start && from != origin::on_open;
    if (trips) jobs_.latch(command, now);
    jobs_.admit(std::move(made), now);
    return key;
}

std::uint64_t commander::run_by_itself(std::size_t command, origin from) {
    const command_settings& settings = settings_.commands[command];
    request asked;
    asked.id = new_id();
    asked.client = asker(from);
    asked.received = monotonic_clock::now();
    asked.start_by = asked.received + settings.max_age;
    asked.timeout = settings.timeout;
    take_plain(settings, "", asked.params);
    return begin(command, std::move(asked), from);
}

void commander::end_at_once(std::size_t command, request asked, verdict how) {
    const command_settings& settings = settings_.commands[command];
    report_.ended(plain_end{settings.name, &settings, std::move(asked), std::move(how), {}}, true);
}

void commander::report_left_open() {
    timestamp_writer stamp;
    for (journal_entry& each : memory_.left_open()) {
        const auto command = find(each.command);
        plain_end what;
        what.command = each.command;
        what.settings = command ? &settings_.commands[*command] : nullptr;
        what.asked.id = each.id;
        what.asked.client = each.client;
        what.asked.received = monotonic_clock::now();
        if (!each.response_topic.empty())
            what.asked.reply = reply_address{each.response_topic, each.correlation, false};
        what.how = {command_state::failed, command_code::internal, command_effect::unknown,
                    "weir ended before the command did", nullptr};
        what.received_at = stamp.write(each.received);
        memory_.end(each.key, report_.ended(what, true));
    }
}

void commander::on_cancel(const incoming& message) {
    using outcome = reporter::cancel_outcome;
    const std::string name = name_in(message, "/cancel");
    const auto cancel = message.retained ? std::nullopt : parse_cancel(message, around_.root);
    if (!cancel) {
        log::warning("command {}: a bad or retained message on its cancel topic", name);
        return;
    }
    const auto chosen = [&](const job& each) {
        if (each.settings.name != name) return false;
        return cancel->id ? each.asked.id == *cancel->id : each.from == origin::client;
    };
    const command_event how(command_event::cancel, "canceled by a request");
    const std::size_t count = jobs_.cancel(chosen, how, monotonic_clock::now());
    const bool known = cancel->id && memory_.find(*cancel->id, present_time().wall) != nullptr;
    const outcome result = count > 0 ? outcome::accepted
                           : known   ? outcome::already_finished
                                     : outcome::not_found;
    report_.cancel_answer(name, cancel->id, cancel->reply, result, count);
}

void commander::on_refresh(const incoming& message) {
    const auto command = find(name_in(message, "/refresh"));
    if (command && !message.retained) safety_.content(*command, monotonic_clock::now());
}

void commander::changed(const job& which) {
    report_.changed(which);
}

void commander::ended(job& which) {
    memory_.end(which.key, report_.ended(which));
    safety_.ended(which.key, which.run.now().state == command_state::succeeded, which.ended);
    built_in_.ended(which);
    progress_.notify_all();
}

void commander::settled(const job& which) {
    report_.audit(which);
}

// What is run here may end at once, and come back here.
void commander::follow_up() {
    if (following_up_) return;
    following_up_ = true;
    const monotonic_time now = monotonic_clock::now();
    jobs_.advance(now);
    while (const auto due = closing_ ? std::nullopt : safety_.take(now))
        safety_.began(*due, run_by_itself(due->command, due->from), now);
    following_up_ = false;
    if (next_deadline(now) < waits_until_) sooner_.notify_one();
}

monotonic_time commander::next_deadline(monotonic_time now) const {
    const monotonic_time jobs = jobs_.deadline(now);
    return closing_ ? jobs : std::min(jobs, safety_.deadline());
}

awaitable<void> commander::run(task& self) {
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

awaitable<void> commander::finish(task& self, monotonic_time deadline) {
    closing_ = true;
    self.awaiting("the end of commands");
    const command_event cancel(command_event::cancel, std::string(stopping));
    jobs_.cancel([](const job& each) { return each.from == origin::client; }, cancel, monotonic_clock::now());
    for (const std::size_t each : safety_.at_stop())
        run_by_itself(each, origin::on_stop);
    follow_up();
    co_await until_none_open(deadline);
    const command_event abort(command_event::abort, std::string(stopping));
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
    counters now{report_.counts(), jobs_.open(), doubles_, retained_, 0};
    for (const auto& each : lines_)
        now.late_answers += each->on().late_answers();
    return now;
}

}  // namespace weir
