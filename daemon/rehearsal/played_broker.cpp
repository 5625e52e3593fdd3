#include "daemon/rehearsal/played_broker.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "config/topic.hpp"

namespace weir {

class played_link final : public mqtt_link {
public:
    played_link(played_broker& broker, boost::asio::any_io_executor loop)
        : broker_(broker), loop_(std::move(loop)) {}
    ~played_link() override {
        if (broker_.link_ == this) broker_.link_ = nullptr;
    }

    void deliver(const outgoing& message, bool own);
    void lose();

    void observe(link_events& user) override { user_ = &user; }
    void be_seen_as(task&) override {}
    awaitable<link_status> connect(const link_options& options, monotonic_time deadline) override;
    awaitable<std::vector<link_status>> subscribe(std::span<const subscription> wanted,
                                                  monotonic_time deadline) override;
    awaitable<std::vector<link_status>> unsubscribe(std::span<const std::string> filters,
                                                    monotonic_time deadline) override;
    awaitable<link_status> publish(const outgoing& message, monotonic_time deadline) override;
    awaitable<link_status> disconnect(monotonic_time deadline) override;
    void drop() override { hang_up(); }
    bool close(monotonic_time) override { return true; }
    sent send(const outgoing& message, std::uint32_t id) override;
    void catch_up() override {}
    bool connected() const override { return connected_; }
    std::optional<monotonic_time> stalled_since() const override { return std::nullopt; }
    counters count() const override { return counters_; }

private:
    using told = std::function<void(link_events&)>;
    void tell(told what);
    void tell_all();
    void tell_of(const outgoing& message, const subscription& wanted, bool retained);
    void hang_up();

    played_broker& broker_;
    boost::asio::any_io_executor loop_;
    link_events* user_ = nullptr;
    bool connected_ = false;
    bool v5_ = true;
    std::vector<subscription> wanted_;
    std::deque<told> waiting_;
    bool posted_ = false;
    counters counters_;
    // What a call that is still in the loop's queue finds of us.
    std::shared_ptr<played_link*> self_ = std::make_shared<played_link*>(this);
};

void played_link::tell(told what) {
    waiting_.push_back(std::move(what));
    if (std::exchange(posted_, true)) return;
    boost::asio::post(loop_, [weak = std::weak_ptr(self_)] {
        if (const auto self = weak.lock()) (*self)->tell_all();
    });
}

// What comes by it is told at the next turn.
void played_link::tell_all() {
    posted_ = false;
    for (std::size_t left = waiting_.size(); left > 0 && !waiting_.empty(); --left) {
        const told next = std::move(waiting_.front());
        waiting_.pop_front();
        next(*user_);
    }
    if (connected_) user_->on_progress();
}

void played_link::hang_up() {
    connected_ = false;
    waiting_.clear();
}

void played_link::lose() {
    if (!connected_) return;
    hang_up();
    tell([](link_events& user) { user.on_down(link_status(link_errc::lost, "the broker went down")); });
}

void played_link::tell_of(const outgoing& message, const subscription& wanted, bool retained) {
    incoming told(message.topic, message.payload, std::min(message.qos, wanted.qos), retained);
    if (v5_) {
        told.subscription = wanted.identifier;
        told.properties = message.properties;
    }
    ++counters_.received;
    tell([told = std::move(told)](link_events& user) mutable { user.on_message(std::move(told)); });
}

// Once for each subscription; without their identifiers, in MQTT 3.1.1, once.
void played_link::deliver(const outgoing& message, bool own) {
    if (!connected_) return;
    for (const subscription& each : wanted_) {
        if (!topic_matches(without_share(each.filter), message.topic)) continue;
        if (own && v5_ && each.requests) continue;
        tell_of(message, each, message.retain && each.requests && v5_);
        if (!v5_) return;
    }
}

awaitable<link_status> played_link::connect(const link_options& options, monotonic_time) {
    if (!broker_.up()) co_return link_status(link_errc::refused_for_now, "the broker is down");
    v5_ = options.broker.v5;
    wanted_.clear();
    connected_ = true;
    co_return link_status();
}

awaitable<std::vector<link_status>> played_link::subscribe(std::span<const subscription> wanted,
                                                           monotonic_time) {
    for (const subscription& each : wanted) {
        wanted_.push_back(each);
        for (const auto& [topic, message] : broker_.kept_) {
            if (topic_matches(without_share(each.filter), topic)) tell_of(message, each, true);
        }
    }
    co_return std::vector<link_status>(wanted.size());
}

// The answer comes after what was on its way.
awaitable<std::vector<link_status>> played_link::unsubscribe(std::span<const std::string> filters,
                                                             monotonic_time) {
    std::erase_if(wanted_, [&](const subscription& each) {
        return std::ranges::find(filters, each.filter) != filters.end();
    });
    co_await boost::asio::post(boost::asio::use_awaitable);
    co_return std::vector<link_status>(filters.size());
}

awaitable<link_status> played_link::publish(const outgoing& message, monotonic_time) {
    if (!connected_) co_return link_status(link_errc::lost, "not connected");
    broker_.take(message);
    co_return link_status();
}

awaitable<link_status> played_link::disconnect(monotonic_time) {
    hang_up();
    co_return link_status();
}

mqtt_link::sent played_link::send(const outgoing& message, std::uint32_t id) {
    if (!connected_) return sent::down;
    broker_.take(message);
    if (message.qos > 0) tell([id](link_events& user) { user.on_delivered(id, link_status()); });
    return sent::taken;
}

std::unique_ptr<mqtt_link> played_broker::link(boost::asio::any_io_executor loop) {
    auto made = std::make_unique<played_link>(*this, std::move(loop));
    link_ = made.get();
    return made;
}

void played_broker::become(bool up) {
    up_ = up;
    if (!up && link_ != nullptr) link_->lose();
}

void played_broker::publish(const outgoing& message) {
    keep(message);
    if (link_ != nullptr) link_->deliver(message, false);
}

void played_broker::take(const outgoing& message) {
    heard_.add(message, monotonic_clock::now());
    keep(message);
    link_->deliver(message, true);
}

// MQTT 5.0 section 3.3.1.3: an empty payload clears.
void played_broker::keep(const outgoing& message) {
    if (!message.retain) return;
    kept_.erase(message.topic);
    if (!message.payload.empty()) kept_.emplace(message.topic, message);
}

}  // namespace weir
