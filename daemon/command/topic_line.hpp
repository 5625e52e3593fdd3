#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "daemon/async.hpp"
#include "daemon/command/line.hpp"
#include "daemon/mqtt/link_status.hpp"
#include "daemon/mqtt/message.hpp"
#include "daemon/mqtt/subscriptions.hpp"
#include "daemon/task.hpp"

namespace weir {

// The line to devices behind topics: what is written is published on the command's own topic, answers come on
// one reply topic. It is up while the broker is connected and, where there is a reply topic, its subscription
// stands. Retained messages are no answers. Loop's thread alone.
class topic_line final : public line {
public:
    // As session::publish().
    using publisher = std::function<awaitable<link_status>(const outgoing& message, monotonic_time deadline)>;

    // `user` must outlive the line. `reply_topic` empty: nobody answers.
    topic_line(line_user& user, publisher publish, std::string reply_topic);
    topic_line(const topic_line&) = delete;
    topic_line& operator=(const topic_line&) = delete;
    ~topic_line() = default;

    const std::string& reply_topic() const { return reply_topic_; }
    // Of the reply topic, for session::subscribe(); the line must outlive the session's run.
    subscriber as_subscriber();
    // The broker has come, or gone.
    void connection(bool up);

    // Publishes what is written, until it is cancelled.
    awaitable<void> run(task& self);

    // While the line is up and no write is under way, else throws std::logic_error.
    void write(const command_settings& command, std::string bytes) override;
    void abandon_write() override;
    bool free(monotonic_time, bool) const override { return true; }
    void hurry(monotonic_time) override {}
    void release(monotonic_time, monotonic_time) override {}

private:
    enum class step : std::uint8_t { none, waits, under_way };

    void look(const std::string& why);
    void lose(const std::string& why);
    void forget();
    awaitable<void> something_to_publish(task& self);
    awaitable<void> publish_next();
    awaitable<void> publish_one(const outgoing& message);
    awaitable<void> given_up(std::uint64_t write);
    void ended();

    line_user& user_;
    publisher publish_;
    std::string reply_topic_;
    bool connected_ = false;
    bool subscribed_;
    bool up_ = false;

    step step_ = step::none;        // of the write that the user waits for
    std::optional<outgoing> next_;  // while it waits
    std::size_t size_ = 0;          // of its payload
    bool abandoned_ = false;
    std::uint64_t writes_ = 0;  // ended ones: tells its end from that of one that was lost before
    link_status done_;
    event changed_;  // any of these
};

}  // namespace weir
