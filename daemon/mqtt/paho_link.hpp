#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/paho_bridge.hpp"
#include "daemon/mqtt/paho_client.hpp"
#include "daemon/mqtt/reaper.hpp"
#include "daemon/mqtt/send_window.hpp"
#include "daemon/task.hpp"

namespace weir {

// The link over paho. Each connection has a client of its own: a client that lost its connection would keep
// what it had not sent, and send it after the next connect, behind our back.
//
// Its end: disconnect() on the loop, then stop the loop, then close() or the destructor. The loop must
// outlive it.
class paho_link final : public mqtt_link {
public:
    struct limits {
        paho_bridge::limits incoming;
        send_window::limits outgoing{.acks = 100};  // acks: less when the broker's Receive Maximum is less
    };
    explicit paho_link(boost::asio::any_io_executor loop) : paho_link(std::move(loop), limits()) {}
    paho_link(boost::asio::any_io_executor loop, const limits& limits);
    ~paho_link() override;  // as close() with a second's patience

    // Blocks while paho lets go of its clients and threads, 0.1 to 1 s. False: not done by `deadline` (a name
    // is being resolved, say); its threads go on, and the process should end by _exit().
    bool close(monotonic_time deadline);

    // Handling what paho tells is seen, and measured, as the work of `handler`, which must outlive the link's
    // use.
    void be_seen_as(task& handler) { seen_as_ = &handler; }

    void observe(link_events& user) override { user_ = &user; }
    awaitable<link_status> connect(const link_options& options, monotonic_time deadline) override;
    awaitable<std::vector<link_status>> subscribe(std::span<const subscription> wanted,
                                                  monotonic_time deadline) override;
    awaitable<link_status> publish(const outgoing& message, monotonic_time deadline) override;
    awaitable<link_status> disconnect(monotonic_time deadline) override;
    void drop() override;
    sent send(const outgoing& message, std::uint32_t id) override;
    bool connected() const override { return connected_; }
    std::optional<monotonic_time> stalled_since() const override;
    counters count() const override;

private:
    // Something begun with paho, whose completion is waited for as long as this lives.
    class operation {
    public:
        explicit operation(paho_link& link);
        ~operation() { all_.erase(id_); }
        operation(const operation&) = delete;
        operation& operator=(const operation&) = delete;

        std::uint32_t id() const { return id_; }
        void end(link_status how);  // the first counts
        awaitable<link_status> outcome(monotonic_time deadline);

    private:
        std::map<std::uint32_t, operation*>& all_;
        std::uint32_t id_;
        std::optional<link_status> how_;
        event ended_;
    };

    void begin_connect(const link_options& options, monotonic_time deadline, operation& connecting);

    bool is_too_large(const outgoing& message) const;

    void take_events();
    void handle(const paho_completion& said);
    void handle(paho_arrival& came);
    void handle(const paho_loss& lost);
    void connect_ended(const paho_completion& said);
    void go_down();
    bool is_current(std::uint32_t generation) const { return client_ && client_->generation() == generation; }

    boost::asio::any_io_executor loop_;
    const limits limits_;
    link_events* user_ = nullptr;
    task* seen_as_ = nullptr;
    std::size_t most_bytes_ = 0;  // of a packet, as the broker takes it
    // What a wake-up that is still in the loop's queue finds of us: nothing after our end.
    std::shared_ptr<paho_link*> self_ = std::make_shared<paho_link*>(this);
    std::function<void()> wake_up_;
    std::shared_ptr<paho_bridge> bridge_;
    reaper reaper_;
    std::shared_ptr<paho_client> keeper_;
    std::shared_ptr<paho_client> client_;
    std::vector<paho_event> events_;
    std::size_t handled_ = 0;  // of events_

    std::uint32_t generation_ = 0;
    std::uint32_t last_id_ = 0;
    std::uint32_t connect_id_ = 0;
    std::uint16_t port_ = 0;
    int unsaid_maximum_ = 0;   // what a CONNACK without Receive Maximum means
    bool connecting_ = false;  // until paho says how it ended, even if nobody waits for that any more
    monotonic_time connecting_since_{};
    bool connected_ = false;
    event attempt_ended_;
    std::map<std::uint32_t, operation*> waiting_;
    bool progress_ = false;  // something that was sent has been completed in this turn
    send_window window_;
    std::uint64_t received_ = 0;
};

}  // namespace weir
