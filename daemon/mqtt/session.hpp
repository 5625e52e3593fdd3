#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <random>
#include <string>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/mqtt/announcements.hpp"
#include "daemon/mqtt/collector.hpp"
#include "daemon/mqtt/courier.hpp"
#include "daemon/mqtt/link_probe.hpp"
#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/outbox.hpp"
#include "daemon/mqtt/reconnect.hpp"
#include "daemon/mqtt/subscriptions.hpp"
#include "daemon/task.hpp"

namespace weir {

// The daemon's side of MQTT: stays connected, restores subscriptions and states after each reconnect, carries
// what waits in its two lanes, and, where it speaks for the node, says `online` and `offline` on
// <prefix>/<node>/status (`offline` is the will too). Loop's thread alone.
class session final : private link_events {
public:
    struct options {
        options(mqtt_settings broker, std::string node) : broker(std::move(broker)), node(std::move(node)) {}

        mqtt_settings broker;
        std::string node;
        std::string client_id = "weir-" + node;
        bool speaks_for_node = true;  // says `online` and `offline`
        weir::outbox::limits outbox_limits;
        weir::outbox::limits answer_limits{.messages = 4096, .bytes = std::size_t{16} << 20};
        std::size_t most_states = 4096;  // topics with a state announced
        backoff_policy reconnect{.first = std::chrono::milliseconds(500)};
        // Deadlines of one step with the broker. `stall`: of an acknowledgement, or of any progress in
        // writing.
        duration connect = std::chrono::seconds(20);
        duration answer = std::chrono::seconds(10);
        duration stall = std::chrono::seconds(20);
    };
    // `link` must outlive the session; it has no other user.
    session(const boost::asio::any_io_executor& loop, mqtt_link& link, options configured);

    const std::string& root() const { return root_; }  // "<prefix>/<node>"

    // At any time. The same filter may be given again: it is subscribed once, and if it stands `who` is told
    // so from within the call.
    subscriptions::interest_id subscribe(std::string filter, std::uint8_t qos, subscriber who) {
        return subscribe(subscription(std::move(filter), qos), std::move(who));
    }
    subscriptions::interest_id subscribe(subscription wanted,
                                         subscriber who);  // its identifier is chosen here
    // Its subscriber is told nothing more.
    void unsubscribe(subscriptions::interest_id which);
    // Publishes a state, retained, QoS 1: now if connected, and again after each reconnect; the latest value
    // of each topic counts. An empty one clears the topic at the broker. False: too many topics.
    bool announce(std::string topic, std::string payload, content kind = content::text);
    // The lane of the samples.
    outbox& out() { return outbox_; }
    // The lane of what commands say: it goes ahead of the samples, and no flood of samples pushes it out.
    // Only push_or_drop() and push_if_roomy() are for it, since nobody may wait.
    outbox& answers() { return answers_; }
    // Past the lanes, at once, until it is acknowledged (QoS 0: written). Never sent again: `lost` while not
    // connected, and when the link is lost meanwhile; then whether it arrived is unknown. `message` must
    // outlive the call.
    awaitable<link_status> publish(const outgoing& message, monotonic_time deadline);

    // Whether messages may come whose delay matters (link_probe).
    void attend(bool messages);

    // Connected, all subscriptions answered.
    bool connected() const { return courier_.running(); }
    // Told of each change of connected(), after it: true when `online` has been queued; each true is followed
    // by a false, at the orderly end too. Must not throw.
    std::function<void(bool connected)> on_connection;

    // Until it is cancelled; throws nothing else. At most one at a time.
    awaitable<void> run(task& self);
    // For the end, beside run() or after it was cancelled: what waits is published, then `offline`, then the
    // link is ended; half of the time is for what waits. Returns by `deadline`, whatever the broker does.
    awaitable<void> finish(monotonic_time deadline);

    struct counters {
        courier::counters sent;
        mqtt_link::counters received;
        std::uint64_t dropped = 0;          // samples and the like, by the outbox
        std::uint64_t dropped_answers = 0;  // by the lane of the answers
        std::size_t waiting = 0;            // in the outbox
        std::uint64_t connects = 0;         // that succeeded
        link_probe::counters probe;
        std::string last_error;  // empty: none yet
    };
    counters count() const;

private:
    void on_message(incoming&& message) override;
    void on_delivered(std::uint32_t id, const link_status& how) override;
    void on_progress() override;
    void on_down(const link_status& why) override;

    // One connection from its attempt to its end.
    awaitable<link_status> attempt(task& self);
    // Tells the broker what is wanted and what no longer is.
    awaitable<link_status> renew_subscriptions();
    awaitable<link_status> unsubscribe_unwanted();
    awaitable<link_status> subscribe_wanted();
    awaitable<link_status> serve();
    void look_after_link(monotonic_time now);
    void send_probe(monotonic_time now);
    void stir_probe();
    void give_up(const std::string& why);
    awaitable<void> drain(monotonic_time deadline);
    awaitable<link_status> say_offline(monotonic_time deadline);
    void came_up();
    void went_down(const link_status& why);
    duration pause_after(const link_status& why);
    void carry();
    double random() { return std::uniform_real_distribution<>(0, 1)(random_); }

    mqtt_link& link_;
    options options_;
    std::string root_;
    std::string where_;  // "host:port"
    link_options connection_;
    outbox outbox_;
    outbox answers_;
    announcements states_;
    courier courier_;
    collector collector_;
    subscriptions subscriptions_;
    link_probe probe_;
    reconnect_policy policy_;
    std::minstd_rand random_;
    event changed_;  // the link went down, something is under way that was not, or other filters are wanted
    event progress_;
    bool watching_ = false;  // serve() looks whether the link has stalled
    bool finishing_ = false;
    monotonic_time up_since_{};
    link_status down_;
    std::array<std::uint64_t, 3> published_{};  // by publish()
    counters counters_;
};

}  // namespace weir
