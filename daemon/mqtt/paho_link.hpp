#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/mqtt/link_base.hpp"
#include "daemon/mqtt/paho_bridge.hpp"
#include "daemon/mqtt/paho_client.hpp"
#include "daemon/mqtt/reaper.hpp"
#include "daemon/mqtt/send_window.hpp"
#include "daemon/task.hpp"

namespace weir {

// The link over paho. Each connection has a client of its own: a client that lost its connection would keep
// what it had not sent, and send it after the next connect, behind our back.
class paho_link final : public link_base {
public:
    struct limits {
        paho_bridge::limits incoming;
        send_window::limits outgoing{.acks = 100};  // acks: less when the broker's Receive Maximum is less
    };
    explicit paho_link(boost::asio::any_io_executor loop) : paho_link(std::move(loop), limits()) {}
    paho_link(boost::asio::any_io_executor loop, const limits& limits);
    ~paho_link() override;  // as close() with a second's patience

    bool close(monotonic_time deadline) override;

    awaitable<link_status> connect(const link_options& options, monotonic_time deadline) override;
    void catch_up() override { take_events(); }
    counters count() const override;

private:
    void begin_connect(const link_options& options, monotonic_time deadline, operation& connecting);

    link_status begin_subscribe(const subscription& wanted, std::uint32_t id) override;
    link_status begin_unsubscribe(const std::string& filter, std::uint32_t id) override;
    link_status begin_publish(const outgoing& message, std::uint32_t id) override;
    link_status begin_disconnect(std::uint32_t id) override;
    sent hand_over(const outgoing& message, std::optional<std::uint32_t> id) override;
    void go_down() override;

    void take_events();
    void handle(const paho_completion& said);
    void handle(paho_arrival& came);
    void handle(const paho_loss& lost);
    void connect_ended(const paho_completion& said);
    bool is_current(std::uint32_t generation) const { return client_ && client_->generation() == generation; }

    boost::asio::any_io_executor loop_;
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
    std::uint32_t connect_id_ = 0;
    std::uint16_t port_ = 0;
    bool v5_ = true;
    bool connecting_ = false;  // until paho says how it ended, even if nobody waits for that any more
    monotonic_time connecting_since_{};
    event attempt_ended_;
    std::uint64_t received_ = 0;
};

}  // namespace weir
