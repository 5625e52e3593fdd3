#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "daemon/job_thread.hpp"
#include "daemon/mqtt/link_base.hpp"
#include "daemon/mqtt/mosquitto_client.hpp"
#include "daemon/task.hpp"
#include "drivers/monotonic_timer.hpp"

namespace weir {

// The link over libmosquitto, whose socket our own loop serves: a thread runs only while a connection is
// being opened. What is sent within one turn of the loop leaves together at its end. Nothing that comes is
// dropped: a broker that is faster than the loop waits, as TCP has it.
//
// Each connection has a client of its own, which keeps nothing for the next.
class mosquitto_link final : public link_base {
public:
    explicit mosquitto_link(boost::asio::any_io_executor loop)
        : mosquitto_link(std::move(loop), {.acks = 100}) {}  // less when the broker's Receive Maximum is less
    mosquitto_link(boost::asio::any_io_executor loop, send_window::limits limits);
    ~mosquitto_link() override;  // as close() with a second's patience

    bool close(monotonic_time deadline) override;

    awaitable<link_status> connect(const link_options& options, monotonic_time deadline) override;
    void catch_up() override {}  // what comes is told at once
    counters count() const override { return {received_, 0}; }

private:
    link_status begin_subscribe(const subscription& wanted, std::uint32_t id) override;
    link_status begin_unsubscribe(const std::string& filter, std::uint32_t id) override;
    link_status begin_publish(const outgoing& message, std::uint32_t id) override;
    link_status begin_disconnect(std::uint32_t id) override;
    sent hand_over(const outgoing& message, std::optional<std::uint32_t> id) override;
    void go_down() override;

    // A handler that does nothing once the connection it was made for is down, or the link gone.
    using step = void (mosquitto_link::*)();
    auto later(step what);

    link_status begin_attempt(const link_options& options);
    void attempt_ended(std::uint32_t generation, const link_status& how);
    void serve_socket();
    void await_input();
    void await_room();
    void await_upkeep();
    void write_soon();
    // Steps of the loop.
    void take_input();
    void write_now();
    void room_came();
    void keep_up();

    // False: the connection is down.
    bool flush();
    bool tell();
    void handle(const mosquitto_opened& said);
    void handle(const mosquitto_completion& said);
    void handle(incoming& came);
    void handle(const mosquitto_loss& lost);

    boost::asio::any_io_executor loop_;
    // What a handler that is still in the loop's queue finds of us: nothing after our end.
    std::shared_ptr<mosquitto_link*> self_ = std::make_shared<mosquitto_link*>(this);
    std::shared_ptr<mosquitto_client> client_;
    // Of the client's socket, a duplicate: the library closes its own in the midst of a call.
    boost::asio::posix::stream_descriptor socket_;
    monotonic_timer upkeep_;
    duration upkeep_every_{};
    std::vector<mosquitto_event> events_;

    std::uint32_t generation_ = 0;  // of the connection
    std::uint32_t connect_id_ = 0;
    bool v5_ = true;
    bool attempting_ = false;  // until the attempt's thread has ended, even if nobody waits for that any more
    event attempt_ended_;
    bool write_due_ = false;      // in this turn or by a step that is in the loop's queue
    bool awaiting_room_ = false;  // the socket took not all
    std::uint64_t received_ = 0;
    job_thread attempt_;
};

}  // namespace weir
