#include "daemon/mqtt/session.hpp"

#include <algorithm>
#include <utility>

#include "daemon/log.hpp"

namespace weir {
namespace {

constexpr std::size_t filters_a_packet = 50;

// An answer that says nothing about the filter, since the link as a whole has failed.
bool concerns_link(const link_status& how) {
    return how.error == link_errc::lost || how.error == link_errc::timed_out ||
           how.error == link_errc::canceled;
}

double seconds(duration time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

session::session(const boost::asio::any_io_executor& loop, mqtt_link& link, options configured)
    : link_(link),
      options_(std::move(configured)),
      root_(options_.broker.prefix + "/" + options_.node),
      where_(options_.broker.host + ":" + std::to_string(options_.broker.port)),
      connection_(options_.broker, options_.client_id, std::nullopt),
      outbox_(options_.outbox_limits),
      answers_(options_.answer_limits),
      states_(options_.most_states),
      courier_(link_, states_, answers_, outbox_),
      collector_(loop, [this] { carry(); }),
      probe_(root_ + "/link", options_.broker.probe),
      policy_(options_.reconnect),
      random_(random_seed()) {
    link_.observe(*this);
    if (options_.speaks_for_node)
        connection_.will.emplace(root_ + "/status", "offline", 1, true, content::text);
    for (outbox* lane : {&answers_, &outbox_}) {
        lane->on_push = [this](const outgoing& message) {
            stir_probe();
            collector_.add(message.linger);
        };
    }
    if (probe_.enabled()) {
        connection_.quiet_topic = probe_.topic();
        const auto came = [this](const incoming& message) { probe_.came(message.payload, message.arrived); };
        subscribe(probe_.topic(), 0, {came, {}});
    }
}

subscriptions::interest_id session::subscribe(subscription wanted, subscriber who) {
    const auto id = subscriptions_.add(std::move(wanted), std::move(who));
    changed_.notify_all();
    return id;
}

void session::unsubscribe(subscriptions::interest_id which) {
    subscriptions_.remove(which);
    changed_.notify_all();
}

awaitable<link_status> session::publish(const outgoing& message, monotonic_time deadline) {
    if (!connected()) co_return link_status(link_errc::lost, "not connected");
    stir_probe();
    link_status how = co_await link_.publish(message, deadline);
    if (how) ++published_.at(message.qos);
    co_return how;
}

bool session::announce(std::string topic, std::string payload, content kind) {
    if (!states_.set(std::move(topic), std::move(payload), kind)) return false;
    stir_probe();
    carry();
    return true;
}

session::counters session::count() const {
    counters now = counters_;
    now.sent = courier_.count();
    for (std::size_t qos = 0; qos < published_.size(); ++qos) {
        now.sent.published.at(qos) += published_.at(qos);
    }
    now.received = link_.count();
    now.dropped = outbox_.dropped();
    now.dropped_answers = answers_.dropped();
    now.waiting = outbox_.size();
    now.probe = probe_.count();
    return now;
}

void session::on_message(incoming&& message) {
    probe_.heard();
    subscriptions_.dispatch(message);
}

void session::on_delivered(std::uint32_t id, const link_status& how) {
    probe_.heard();
    courier_.delivered(id, how);
}

void session::on_progress() {
    carry();
    progress_.notify_all();
}

void session::on_down(const link_status& why) {
    went_down(why);
}

void session::carry() {
    courier_.carry(collector_.lingers());
    if (watching_ || !courier_.running() || !link_.stalled_since()) return;
    watching_ = true;
    changed_.notify_all();
}

void session::came_up() {
    ++counters_.connects;
    policy_.connected();
    log::info("mqtt: connected to {}", where_);
    up_since_ = monotonic_clock::now();
    states_.renew();
    if (connection_.will) states_.set(connection_.will->topic, "online", content::text);  // the last of them
    answers_.connected(true);
    outbox_.connected(true);
    probe_.up(up_since_);
    courier_.start();
    carry();
    if (on_connection) on_connection(true);
}

void session::went_down(const link_status& why) {
    const bool was_up = connected();
    down_ = why;
    watching_ = false;
    answers_.connected(false);
    outbox_.connected(false);
    courier_.stop();
    subscriptions_.down(why);
    probe_.down();
    changed_.notify_all();
    progress_.notify_all();
    if (was_up && on_connection) on_connection(false);
}

awaitable<void> session::run(task& self) {
    while (!finishing_) {
        link_status why = co_await attempt(self);
        self.resumed();
        if (why.error == link_errc::canceled) co_return;
        if (finishing_) break;
        const duration pause = pause_after(why);
        self.failed(why.message());
        self.awaiting("the next attempt to connect");
        const bool slept = co_await sleep_for(pause);
        self.resumed();
        if (!slept) co_return;
    }
    self.awaiting("its end");
    co_await sleep_until(never);
}

awaitable<link_status> session::attempt(task& self) {
    up_since_ = never;
    down_ = {};
    const monotonic_time deadline = monotonic_clock::now() + options_.connect;
    self.awaiting("the broker's CONNACK");
    link_status opened = co_await link_.connect(connection_, deadline);
    if (!opened) co_return opened;
    self.awaiting("the broker's SUBACK");
    link_status subscribed = co_await renew_subscriptions();
    if (!subscribed) {
        if (down_.error) co_return down_;  // the broker said why
        link_.drop();
        subscriptions_.down(subscribed);
        co_return subscribed;
    }
    if (!link_.connected()) co_return down_;
    if (finishing_) co_return link_status(link_errc::lost, "weir stops");
    came_up();
    self.awaiting("the end of the connection");
    co_return co_await serve();
}

awaitable<link_status> session::renew_subscriptions() {
    link_status how = co_await unsubscribe_unwanted();
    if (!how) co_return how;
    co_return co_await subscribe_wanted();
}

awaitable<link_status> session::unsubscribe_unwanted() {
    for (;;) {
        const std::vector<std::string> some = subscriptions_.take_unwanted(filters_a_packet);
        if (some.empty()) co_return link_status();
        const monotonic_time deadline = monotonic_clock::now() + options_.answer;
        std::vector<link_status> answers = co_await link_.unsubscribe(some, deadline);
        for (link_status& each : answers) {
            if (concerns_link(each)) co_return std::move(each);
        }
    }
}

awaitable<link_status> session::subscribe_wanted() {
    for (;;) {
        const std::vector<subscription> some = subscriptions_.take_wanted(filters_a_packet);
        if (some.empty()) co_return link_status();
        const monotonic_time deadline = monotonic_clock::now() + options_.answer;
        std::vector<link_status> answers = co_await link_.subscribe(some, deadline);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (concerns_link(answers[i])) co_return std::move(answers[i]);
            if (!answers[i])
                log::warning("mqtt: cannot subscribe to {}: {}", some[i].filter, answers[i].message());
            subscriptions_.answered(some[i].identifier, answers[i]);
        }
    }
}

awaitable<link_status> session::serve() {
    while (link_.connected()) {
        if (!subscriptions_.settled()) {
            const link_status renewed = co_await renew_subscriptions();
            if (renewed.error == link_errc::canceled) co_return renewed;
            if (!renewed && link_.connected()) give_up("it does not answer what is subscribed to");
            continue;
        }
        const auto since = link_.stalled_since();
        watching_ = since.has_value();
        const monotonic_time stalled = watching_ ? *since + options_.stall : never;
        const wake why = co_await changed_.wait(std::min(stalled, probe_.due()));
        if (why == wake::canceled) co_return link_status(link_errc::canceled, "");
        if (link_.connected()) look_after_link(monotonic_clock::now());
    }
    co_return down_;
}

void session::look_after_link(monotonic_time now) {
    const auto since = link_.stalled_since();
    if (since && now >= *since + options_.stall) {
        give_up("nothing was acknowledged for too long");
    } else if (now >= probe_.due()) {
        link_.catch_up();
        if (link_.connected()) send_probe(now);
    }
}

void session::send_probe(monotonic_time now) {
    const outgoing probe = probe_.next(now);
    if (probe_.lost()) return give_up("the last link probes did not come back");
    if (probe_.is_mute())
        log::warning("mqtt: the link probe does not come back: may weir publish and subscribe to {}?",
                     probe_.topic());
    if (link_.send(probe, 0) == mqtt_link::sent::taken) probe_.sent(now);
}

void session::attend(bool messages) {
    probe_.attend(messages);
    if (messages) stir_probe();
}

void session::stir_probe() {
    if (probe_.stir()) changed_.notify_all();
}

void session::give_up(const std::string& why) {
    link_.drop();
    went_down(link_status(link_errc::timed_out, why));
}

// Where the node's will says it when the connection is lost.
awaitable<link_status> session::say_offline(monotonic_time deadline) {
    if (!connection_.will) co_return link_status();
    const outgoing offline = *connection_.will;
    co_return co_await link_.publish(offline, deadline);
}

awaitable<void> session::finish(monotonic_time deadline) {
    finishing_ = true;
    if (!link_.connected()) co_return;
    if (!courier_.running()) came_up();
    const duration quarter = (deadline - monotonic_clock::now()) / 4;
    co_await drain(deadline - 2 * quarter);
    const link_status said = co_await say_offline(deadline - quarter);
    const link_status ended = co_await link_.disconnect(deadline);
    for (const link_status& step : {said, ended}) {
        if (!step) log::warning("mqtt: not taken leave of the broker: {}", step.message());
    }
    went_down(link_status(link_errc::lost, "weir stops"));
}

awaitable<void> session::drain(monotonic_time deadline) {
    courier_.carry();
    while (link_.connected() && !courier_.idle()) {
        const wake why = co_await progress_.wait(deadline);
        if (why != wake::notified) break;
    }
    const std::size_t left = answers_.size() + outbox_.size();
    if (left > 0) log::warning("mqtt: not published in time: {} messages", left);
}

duration session::pause_after(const link_status& why) {
    counters_.last_error = why.message();
    const monotonic_time now = monotonic_clock::now();
    const duration lived = now > up_since_ ? now - up_since_ : duration::zero();
    const duration pause = policy_.next(why, lived, random());
    if (policy_.is_news(why)) {
        const std::string advice = remedy(why);
        log::warning("mqtt: {}: {}{}{}; next attempt in {:.1f} s", where_, why.message(),
                     advice.empty() ? "" : "; ", advice, seconds(pause));
    }
    return pause;
}

}  // namespace weir
