#include "daemon/command/topic_line.hpp"

#include <boost/system/system_error.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weir {

topic_line::topic_line(line_user& user, publisher publish, std::string reply_topic)
    : user_(user),
      publish_(std::move(publish)),
      reply_topic_(std::move(reply_topic)),
      subscribed_(reply_topic_.empty()) {}

subscriber topic_line::as_subscriber() {
    return {[this](const incoming& message) {
                if (up_ && !message.retained)
                    user_.offer({message.payload, message.arrived}, monotonic_clock::now());
            },
            [this](bool up, const std::string& why) {
                subscribed_ = up;
                look("no answers can come on " + reply_topic_ + ": " + why);
            }};
}

void topic_line::connection(bool up) {
    connected_ = up;
    look("the broker is not connected");
}

// Tells the user of a change; `why`: when the line is lost.
void topic_line::look(const std::string& why) {
    const bool up = connected_ && subscribed_;
    if (up == up_) return;
    if (!up) return lose(why);
    up_ = true;
    user_.opened(monotonic_clock::now());
}

void topic_line::lose(const std::string& why) {
    up_ = false;
    const std::size_t sent = step_ == step::under_way ? size_ : 0;
    forget();
    user_.lost(why, sent, monotonic_clock::now());
}

void topic_line::forget() {
    step_ = step::none;
    next_.reset();
    abandoned_ = false;
    ++writes_;
    changed_.notify_all();
}

void topic_line::write(const command_settings& command, std::string bytes) {
    if (!up_) throw std::logic_error("the line to " + command.topic + " is not up");
    if (step_ != step::none) throw std::logic_error("one write is under way already");
    size_ = bytes.size();
    next_.emplace(command.topic, std::move(bytes), command.topic_qos, false, content::text);
    step_ = step::waits;
    changed_.notify_all();
}

void topic_line::abandon_write() {
    if (step_ == step::none) return;
    abandoned_ = true;
    changed_.notify_all();
}

awaitable<void> topic_line::run(task& self) {
    for (;;) {
        co_await something_to_publish(self);
        self.awaiting("the broker to take what is published");
        const std::uint64_t write = writes_;
        co_await publish_next();
        self.resumed();
        if (writes_ == write) ended();
    }
}

awaitable<void> topic_line::something_to_publish(task& self) {
    while (step_ != step::waits) {
        self.awaiting("something to publish");
        const wake why = co_await changed_.wait();
        self.resumed();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
}

awaitable<void> topic_line::publish_next() {
    const outgoing message = std::move(*next_);
    next_.reset();
    step_ = step::under_way;
    done_ = link_status(link_errc::canceled, "");
    std::vector<awaitable<void>> either;
    either.push_back(publish_one(message));
    either.push_back(given_up(writes_));
    co_await race(std::move(either));
}

// The user waits no longer than it wants to: abandon_write() is the deadline.
awaitable<void> topic_line::publish_one(const outgoing& message) {
    const link_status done = co_await publish_(message, never);
    done_ = done;
}

awaitable<void> topic_line::given_up(std::uint64_t write) {
    while (writes_ == write && !abandoned_) {
        const wake why = co_await changed_.wait();
        if (why == wake::canceled) co_return;
    }
}

// The write under way has ended by itself or was abandoned.
void topic_line::ended() {
    const auto is = [this](link_errc code) { return done_.error == code; };
    if (abandoned_ || is(link_errc::lost) || is(link_errc::timed_out)) {
        lose(abandoned_ ? "the broker does not acknowledge what is published" : done_.message());
        look("");
        return;
    }
    if (is(link_errc::canceled)) throw boost::system::system_error(boost::asio::error::operation_aborted);
    forget();
    if (done_) {
        user_.written(monotonic_clock::now());
    } else {
        user_.refused(done_.message(), monotonic_clock::now());
    }
}

}  // namespace weir
