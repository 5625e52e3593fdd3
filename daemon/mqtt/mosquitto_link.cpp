#include "daemon/mqtt/mosquitto_link.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <fcntl.h>
#include <utility>

namespace asio = boost::asio;

namespace weir {

mosquitto_link::mosquitto_link(asio::any_io_executor loop, send_window::limits limits)
    : link_base(limits), loop_(std::move(loop)), socket_(loop_), upkeep_(loop_) {}

mosquitto_link::~mosquitto_link() {
    close(monotonic_clock::now() + std::chrono::seconds(1));
}

bool mosquitto_link::close(monotonic_time deadline) {
    go_down();
    attempt_.interrupt();
    return attempt_.close(deadline);
}

auto mosquitto_link::later(step what) {
    return
        [weak = std::weak_ptr(self_), generation = generation_, what](boost::system::error_code error = {}) {
            const auto self = weak.lock();
            if (error || !self || (*self)->generation_ != generation) return;
            mosquitto_link& link = **self;
            if (link.seen_as_ != nullptr) link.seen_as_->resumed();
            (link.*what)();
            if (link.seen_as_ != nullptr) link.seen_as_->awaiting("the broker");
        };
}

awaitable<link_status> mosquitto_link::connect(const link_options& options, monotonic_time deadline) {
    while (attempting_) {
        const wake how = co_await attempt_ended_.wait(deadline);
        if (how == wake::canceled) co_return link_status(link_errc::canceled, "");
        if (how == wake::timed_out) {
            attempt_.interrupt();  // it may have gone on with a further address
            co_return link_status(link_errc::timed_out, "an earlier attempt has not ended");
        }
    }
    go_down();
    operation connecting(*this);
    connect_id_ = connecting.id();
    link_status begun = begin_attempt(options);
    if (!begun) connecting.end(std::move(begun));
    link_status how = co_await connecting.outcome(deadline);
    if (!how) go_down();
    // The library has no deadline for an address: an attempt at a dead one would last for two minutes.
    if (attempting_) attempt_.interrupt();
    co_return how;
}

link_status mosquitto_link::begin_attempt(const link_options& options) {
    try {
        auto client = std::make_shared<mosquitto_client>(options);
        auto how = std::make_shared<link_status>();
        attempt_.start([client, how] { *how = client->connect(); },
                       [loop = loop_, weak = std::weak_ptr(self_), generation = generation_, how] {
                           asio::post(loop, [weak, generation, how] {
                               if (const auto self = weak.lock()) (*self)->attempt_ended(generation, *how);
                           });
                       });
        client_ = std::move(client);
    } catch (const std::exception& error) {
        return {link_errc::refused_for_now, error.what()};
    }
    attempting_ = true;
    v5_ = options.broker.v5;
    return {};
}

void mosquitto_link::attempt_ended(std::uint32_t generation, const link_status& how) {
    attempting_ = false;
    attempt_ended_.notify_all();
    if (generation != generation_) return;
    if (!how) {
        end(connect_id_, how);
        return go_down();
    }
    serve_socket();
}

void mosquitto_link::serve_socket() {
    const int copy = ::fcntl(client_->socket(), F_DUPFD_CLOEXEC, 0);
    boost::system::error_code failed;
    if (copy >= 0) socket_.assign(copy, failed);
    if (copy < 0 || failed) {
        end(connect_id_, link_status(link_errc::refused_for_now, "no file descriptor is left"));
        return go_down();
    }
    await_input();
    flush();
}

void mosquitto_link::await_input() {
    socket_.async_wait(socket_.wait_read, later(&mosquitto_link::take_input));
}

void mosquitto_link::await_room() {
    if (std::exchange(awaiting_room_, true)) return;
    socket_.async_wait(socket_.wait_write, later(&mosquitto_link::room_came));
}

void mosquitto_link::await_upkeep() {
    if (upkeep_every_ == duration::zero()) return;
    upkeep_.expires_after(upkeep_every_);
    upkeep_.async_wait(later(&mosquitto_link::keep_up));
}

void mosquitto_link::write_soon() {
    if (awaiting_room_ || std::exchange(write_due_, true)) return;
    asio::post(loop_, later(&mosquitto_link::write_now));
}

void mosquitto_link::take_input() {
    write_due_ = true;  // at the end of this turn: acknowledgements, and what the user sends meanwhile
    client_->read();
    if (!tell() || !flush()) return;
    if (client_->holds_input()) {
        asio::post(loop_, later(&mosquitto_link::take_input));
    } else {
        await_input();
    }
}

void mosquitto_link::write_now() {
    flush();
}

void mosquitto_link::room_came() {
    awaiting_room_ = false;
    flush();
}

void mosquitto_link::keep_up() {
    client_->look_after();
    if (tell() && flush()) await_upkeep();
}

bool mosquitto_link::flush() {
    write_due_ = false;
    client_->write();
    if (client_->wants_write()) await_room();
    return tell();
}

bool mosquitto_link::tell() {
    events_.clear();
    client_->take(events_);
    const std::uint32_t generation = generation_;
    progress_ = false;
    for (mosquitto_event& event : events_) {
        std::visit([this](auto& one) { handle(one); }, event);
        if (generation != generation_) return false;
    }
    if (progress_ && connected_) user_->on_progress();
    return generation == generation_;
}

void mosquitto_link::handle(const mosquitto_opened& said) {
    if (connected_) return handle(mosquitto_loss{link_status(link_errc::protocol, "a second CONNACK")});
    const bool wanted = is_awaited(connect_id_);
    end(connect_id_, said.how);
    if (!said.how || !wanted) return go_down();
    came_up({said.receive_maximum, said.maximum_packet}, v5_);
    upkeep_every_ = said.keepalive / 4;
    await_upkeep();
}

void mosquitto_link::handle(const mosquitto_completion& said) {
    completed(said.id, said.how);
}

void mosquitto_link::handle(incoming& came) {
    ++received_;
    user_->on_message(std::move(came));
}

void mosquitto_link::handle(const mosquitto_loss& lost) {
    const bool was_up = connected_;
    end(connect_id_, lost.why);
    go_down();
    if (was_up) user_->on_down(lost.why);
}

mqtt_link::sent mosquitto_link::hand_over(const outgoing& message, std::optional<std::uint32_t> id) {
    const link_status how = client_->publish(message, id);
    if (how) {
        write_soon();
        return sent::taken;
    }
    return how.error == link_errc::refused_for_now ? sent::wait : refuse(message, how.detail);
}

link_status mosquitto_link::begin_subscribe(const subscription& wanted, std::uint32_t id) {
    write_soon();
    return client_->subscribe(wanted, id);
}

link_status mosquitto_link::begin_unsubscribe(const std::string& filter, std::uint32_t id) {
    write_soon();
    return client_->unsubscribe(filter, id);
}

link_status mosquitto_link::begin_publish(const outgoing& message, std::uint32_t id) {
    write_soon();
    return client_->publish(message, id);
}

link_status mosquitto_link::begin_disconnect(std::uint32_t id) {
    write_soon();
    return client_->disconnect(id);
}

void mosquitto_link::go_down() {
    ++generation_;
    came_down();
    boost::system::error_code ignored;
    socket_.close(ignored);
    upkeep_.cancel();
    client_.reset();
    write_due_ = false;
    awaiting_room_ = false;
}

}  // namespace weir
