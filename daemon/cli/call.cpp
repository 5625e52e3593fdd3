#include "daemon/cli/call.hpp"

#include <cstdlib>
#include <ostream>
#include <utility>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/call_dialogue.hpp"
#include "daemon/cli/call_plan.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/log.hpp"
#include "daemon/loop.hpp"
#include "daemon/mqtt/make_link.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr duration time_to_leave = 1s;
constexpr int exit_interrupted = 130;

constexpr const char* fate_unknown = "; what became of the command is unknown";

// Asks, listens and shows, over a link of its own.
class caller final : private link_events {
public:
    caller(loop& on, mqtt_link& link, const call_plan& plan, const call_options& options, std::ostream& out,
           std::ostream& errors)
        : loop_(on),
          link_(link),
          plan_(plan),
          options_(options),
          out_(out),
          errors_(errors),
          heard_(plan, options.json) {
        link_.observe(*this);
    }

    awaitable<void> run();
    int exit_code() const { return exit_; }

private:
    void on_message(incoming&& message) override;
    void on_delivered(std::uint32_t, const link_status&) override {}
    void on_progress() override {}
    void on_down(const link_status& why) override;

    awaitable<void> watch_signals();
    awaitable<void> talk();
    awaitable<bool> listen(monotonic_time deadline);
    awaitable<bool> ask(monotonic_time deadline);
    awaitable<void> follow();
    awaitable<void> cancel();
    bool over() const { return heard_.ended() || heard_.offline() || !link_.connected(); }
    monotonic_time patience_ends() const;
    void conclude();
    void give_up();
    bool fail(const std::string& why);

    loop& loop_;
    mqtt_link& link_;
    const call_plan& plan_;
    const call_options& options_;
    std::ostream& out_;
    std::ostream& errors_;
    call_dialogue heard_;
    event changed_;
    link_status down_;
    bool interrupted_ = false;
    bool asked_ = false;
    monotonic_time asked_at_{};
    std::optional<monotonic_time> canceled_at_;
    int exit_ = exit_interrupted;
};

void caller::on_message(incoming&& message) {
    const std::string line = heard_.take(message);
    if (!line.empty()) out_ << line << std::endl;
    changed_.notify_all();
}

void caller::on_down(const link_status& why) {
    down_ = why;
    changed_.notify_all();
}

awaitable<void> caller::run() {
    std::vector<awaitable<void>> parts;
    parts.push_back(talk());
    parts.push_back(watch_signals());
    co_await race(std::move(parts));
}

// What has been asked is called off and seen to its end; before that there is nothing to end but ourselves.
awaitable<void> caller::watch_signals() {
    co_await loop_.stop_requested();
    interrupted_ = true;
    changed_.notify_all();
    if (!asked_) co_return;
    co_await sleep_until(never);
}

awaitable<void> caller::talk() {
    const monotonic_time deadline = monotonic_clock::now() + options_.reach;
    const bool listening = co_await listen(deadline);
    if (listening) {
        const bool asked = co_await ask(deadline);
        if (asked) {
            co_await follow();
        }
    }
    const monotonic_time leave_by = monotonic_clock::now() + time_to_leave;
    const link_status left = co_await link_.disconnect(leave_by);
    if (!left) log::debug("mqtt: {}", left.message());
}

awaitable<bool> caller::listen(monotonic_time deadline) {
    const link_options options(plan_.broker, plan_.client_id, std::nullopt);
    const link_status opened = co_await link_.connect(options, deadline);
    const std::string where = plan_.broker.host + ":" + std::to_string(plan_.broker.port);
    if (!opened) co_return fail(where + ": " + opened.message());
    // The node's status first: when all stand, it has come.
    std::vector<subscription> wanted{{plan_.node_status, 1}, {plan_.status, 1}};
    if (!plan_.answers.empty()) wanted.emplace_back(plan_.answers, 1);
    const std::vector<link_status> standing = co_await link_.subscribe(wanted, deadline);
    const bool can_hear = standing[1] || (standing.size() > 2 && standing[2]);
    if (can_hear) co_return true;
    const link_status& why = standing[1];
    co_return fail(where + ": cannot subscribe to " + plan_.status + ": " + why.message());
}

awaitable<bool> caller::ask(monotonic_time deadline) {
    if (heard_.offline()) {
        conclude();
        co_return false;
    }
    asked_ = true;
    asked_at_ = monotonic_clock::now();
    const outgoing request = plan_.request_message();
    const link_status sent = co_await link_.publish(request, deadline);
    if (sent) co_return true;
    std::string why = "the broker did not take the request: " + sent.message();
    const bool refused = sent.error == link_errc::not_authorised || sent.error == link_errc::protocol;
    if (!refused) why += fate_unknown;
    co_return fail(why);
}

awaitable<void> caller::follow() {
    while (!over()) {
        if (interrupted_ && !canceled_at_) {
            co_await cancel();
        }
        if (over()) break;
        const monotonic_time until = patience_ends();
        const wake why = co_await changed_.wait(until);
        if (why == wake::canceled) co_return;
        if (!over() && monotonic_clock::now() >= patience_ends()) {
            give_up();
            co_return;
        }
    }
    conclude();
}

awaitable<void> caller::cancel() {
    canceled_at_ = monotonic_clock::now();
    const monotonic_time deadline = patience_ends();
    const outgoing request = plan_.cancel_message();
    const link_status sent = co_await link_.publish(request, deadline);
    if (!sent) errors_ << "weir: cannot cancel: " << sent.message() << std::endl;
}

// The daemon ends what it has accepted, or goes offline, sooner or later.
monotonic_time caller::patience_ends() const {
    if (canceled_at_) return *canceled_at_ + options_.last_patience;
    return heard_.answered() ? never : asked_at_ + options_.patience;
}

void caller::conclude() {
    if (heard_.succeeded()) {
        exit_ = 0;
        return;
    }
    std::string why = heard_.failure();
    if (!heard_.ended()) {
        const bool offline = heard_.offline();
        why = offline ? "node " + plan_.node + " is offline" : down_.message();
        if (!offline || heard_.answered()) why += fate_unknown;
    }
    fail(why);
}

void caller::give_up() {
    std::string why = "no answer from " + plan_.root;
    if (heard_.answered()) {
        why = "canceled, but it did not end";
        why += fate_unknown;
    } else if (heard_.online()) {
        why += ", though it is online";
    } else {
        why += ": is weir running there?";
    }
    fail(why);
}

bool caller::fail(const std::string& why) {
    if (interrupted_ && !asked_) return false;  // it is the interruption that failed
    errors_ << "weir: " << why << std::endl;
    exit_ = exit_failure;
    return false;
}

int call(const call_plan& plan, const call_options& options, std::ostream& out, std::ostream& errors) {
    log::init(log::level::error);
    loop on("weir call", {});
    const auto link = make_link(plan.broker.client, on.context().get_executor());
    caller talking(on, *link, plan, options, out, errors);
    on.run(talking.run());
    const bool closed = link->close(monotonic_clock::now() + time_to_leave);
    if (!closed) std::_Exit(talking.exit_code());
    return talking.exit_code();
}

}  // namespace

int call_command(const call_options& options, std::ostream& out, std::ostream& errors) {
    try {
        if (!options.url.empty()) return call(plan_call(options, nullptr), options, out, errors);
        const load_result loaded = load_config(options.config, all_catalogues());
        if (loaded.settings) return call(plan_call(options, &*loaded.settings), options, out, errors);
        errors << loaded.errors;
        return exit_config;
    } catch (const usage_error& wrong) {
        errors << "weir: " << wrong.what() << '\n';
        return exit_usage;
    }
}

}  // namespace weir
