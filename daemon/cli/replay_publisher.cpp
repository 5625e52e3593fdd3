#include "daemon/cli/replay_publisher.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdlib>
#include <fmt/core.h>
#include <random>
#include <utility>

#include "daemon/log.hpp"
#include "daemon/loop.hpp"
#include "daemon/mqtt/make_link.hpp"
#include "daemon/mqtt/session.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

// So long there may be no connection, at the beginning and later.
constexpr duration reach = 8s;
constexpr duration time_to_finish = 20s;
constexpr duration time_to_close = 1s;
// Few, so that little is left to wait for at the end.
constexpr std::size_t most_waiting = 500;  // messages

// Beside a daemon with this configuration another client; at most 23 bytes, which every broker takes.
session::options session_options(const settings& from) {
    session::options options(from.mqtt, from.node.id);
    options.client_id = fmt::format("weir-replay-{:08x}", std::random_device{}());
    options.speaks_for_node = false;
    options.broker.probe = duration::zero();  // its topic is the daemon's
    options.outbox_limits.messages = most_waiting;
    options.connect = reach;
    return options;
}

class replay_publisher {
public:
    replay_publisher(loop& on, session& to, replay_course& course, bool paced)
        : loop_(on), session_(to), course_(course), paced_(paced) {
        session_.on_connection = [this](bool) { changed_.notify_all(); };
    }

    awaitable<void> run();
    const replay_end& end() const { return end_; }

private:
    awaitable<void> run_session();
    awaitable<void> play_and_leave();
    awaitable<void> play();
    awaitable<bool> connected();
    awaitable<bool> push(outgoing& message);
    void look_for_loss();

    loop& loop_;
    session& session_;
    replay_course& course_;
    const bool paced_;
    event changed_;  // whether there is a connection
    replay_end end_;
};

awaitable<void> replay_publisher::run() {
    std::vector<awaitable<void>> parts;
    parts.push_back(play_and_leave());
    parts.push_back(run_session());
    co_await race(std::move(parts));
}

awaitable<void> replay_publisher::run_session() {
    task self(loop_.root(), "mqtt");
    co_await session_.run(self);
}

awaitable<void> replay_publisher::play_and_leave() {
    std::vector<awaitable<void>> either;
    either.push_back(play());
    either.push_back(loop_.stop_requested());
    const std::size_t first = co_await race(std::move(either));
    if (first == 1) end_.failure = "interrupted";
    co_await session_.finish(monotonic_clock::now() + time_to_finish);
    look_for_loss();
}

// The recording begins when there is a connection.
awaitable<void> replay_publisher::play() {
    const bool up = co_await connected();
    if (!up) co_return;
    const monotonic_time started = monotonic_clock::now();
    std::vector<outgoing> messages;
    while (const auto due = course_.due()) {
        if (paced_) {
            co_await sleep_until(started + *due);
        } else {
            co_await boost::asio::post(boost::asio::use_awaitable);
        }
        course_.step(messages);
        for (outgoing& each : messages) {
            const bool taken = co_await push(each);
            if (!taken) co_return;
        }
        messages.clear();
    }
    co_await connected();
}

// False: there is none, and it was waited for.
awaitable<bool> replay_publisher::connected() {
    const monotonic_time deadline = monotonic_clock::now() + reach;
    while (!session_.connected()) {
        const wake why = co_await changed_.wait(deadline);
        if (why == wake::notified) continue;
        const std::string last = session_.count().last_error;
        end_.failure = "no connection to the broker: " + (last.empty() ? "no answer" : last);
        co_return false;
    }
    co_return true;
}

// Without a connection an outbox makes room by itself: that would be a loss.
awaitable<bool> replay_publisher::push(outgoing& message) {
    for (;;) {
        const bool up = co_await connected();
        if (!up) co_return false;
        if (session_.out().try_push(message)) break;
        co_await session_.out().space();
    }
    ++end_.messages;
    co_return true;
}

void replay_publisher::look_for_loss() {
    const session::counters all = session_.count();
    const std::uint64_t lost = all.waiting + all.sent.refused;
    if (lost == 0) return;
    if (!end_.failure.empty()) end_.failure += "; ";
    end_.failure += fmt::format("{} of the messages were not delivered", lost);
}

}  // namespace

int publish_replay(replay_course& course, const settings& all, bool paced,
                   const std::function<int(const replay_end&)>& conclude) {
    log::init(log::level::warning);
    loop on("weir replay", {});
    const auto link = make_link(all.mqtt.client, on.context().get_executor());
    session to(on.context().get_executor(), *link, session_options(all));
    replay_publisher publisher(on, to, course, paced);
    on.run(publisher.run());
    const int code = conclude(publisher.end());
    const bool closed = link->close(monotonic_clock::now() + time_to_close);
    if (!closed) std::_Exit(code);
    return code;
}

}  // namespace weir
