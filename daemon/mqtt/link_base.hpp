#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/send_window.hpp"

namespace weir {

// What every link has: its user, operations that wait for their completion, and the window of what is under
// way. What a link over a client library adds is how each is begun, and who tells that it has ended.
class link_base : public mqtt_link {
public:
    void observe(link_events& user) override { user_ = &user; }
    void be_seen_as(task& handler) override { seen_as_ = &handler; }

    awaitable<std::vector<link_status>> subscribe(std::span<const subscription> wanted,
                                                  monotonic_time deadline) override;
    awaitable<std::vector<link_status>> unsubscribe(std::span<const std::string> filters,
                                                    monotonic_time deadline) override;
    awaitable<link_status> publish(const outgoing& message, monotonic_time deadline) override;
    awaitable<link_status> disconnect(monotonic_time deadline) override;
    void drop() override { go_down(); }
    sent send(const outgoing& message, std::uint32_t id) override;

    bool connected() const override { return connected_; }
    std::optional<monotonic_time> stalled_since() const override { return window_.stalled_since(); }

protected:
    explicit link_base(send_window::limits limits) : limits_(limits), window_(limits) {}

    // Something begun with the library, whose completion is waited for as long as this lives.
    class operation {
    public:
        explicit operation(link_base& link);
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

    // While connected. Unless the status says that it failed at once, end(id, ...) follows, or came_down().
    virtual link_status begin_subscribe(const subscription& wanted, std::uint32_t id) = 0;
    virtual link_status begin_unsubscribe(const std::string& filter, std::uint32_t id) = 0;
    virtual link_status begin_publish(const outgoing& message, std::uint32_t id) = 0;
    virtual link_status begin_disconnect(std::uint32_t id) = 0;
    // While connected, of what the window admits. With an id completed(id, ...) follows once it is taken.
    virtual sent hand_over(const outgoing& message, std::optional<std::uint32_t> id) = 0;
    // Ends the connection, whatever its state; calls came_down().
    virtual void go_down() = 0;

    std::uint32_t new_id() { return ++last_id_; }
    bool is_awaited(std::uint32_t id) const { return waiting_.contains(id); }
    void end(std::uint32_t id, const link_status& how);  // without effect when nobody waits for it any more

    // What the CONNACK said; 0: nothing.
    struct allowance {
        std::size_t receive_maximum = 0;  // messages
        std::size_t maximum_packet = 0;   // bytes
    };
    void came_up(const allowance& said, bool v5);
    void came_down();

    sent refuse(const outgoing& message, const std::string& why);  // says so
    // A message at QoS 1 or 2 was completed, or a mark (send_window). Counts as progress.
    void completed(std::uint32_t id, const link_status& how, bool tell = true);

    link_events* user_ = nullptr;
    task* seen_as_ = nullptr;
    bool connected_ = false;
    bool progress_ = false;  // something that was sent has been completed in this turn

private:
    static awaitable<std::vector<link_status>> answers_to(std::deque<operation>& each,
                                                          monotonic_time deadline);
    bool is_too_large(const outgoing& message) const;

    const send_window::limits limits_;
    send_window window_;
    std::size_t most_bytes_ = 0;  // of a packet, as the broker takes it
    std::uint32_t last_id_ = 0;
    std::map<std::uint32_t, operation*> waiting_;
};

}  // namespace weir
