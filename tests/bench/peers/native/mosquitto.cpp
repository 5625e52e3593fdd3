// epoll and libmosquitto, on one thread.
#include <mosquitto.h>

#include "tests/bench/peers/native/epoll_peer.hpp"

namespace weir::bench {
namespace {

class mosquitto_link {
public:
    mosquitto_link(int broker_port, const std::string& subscription, on_message take)
        : take_(std::move(take)) {
        mosquitto_lib_init();
        client_ = mosquitto_new(nullptr, true, this);
        mosquitto_int_option(client_, MOSQ_OPT_TCP_NODELAY, 1);
        mosquitto_message_callback_set(client_, [](mosquitto*, void* self, const mosquitto_message* message) {
            const auto* payload = static_cast<const char*>(message->payload);
            static_cast<mosquitto_link*>(self)->take_(
                message->topic, {payload, static_cast<std::size_t>(message->payloadlen)});
        });
        if (mosquitto_connect(client_, "127.0.0.1", broker_port, 60) != MOSQ_ERR_SUCCESS) fail("connect");
        mosquitto_subscribe(client_, nullptr, subscription.c_str(), 0);
    }

    void publish(const std::string& topic, std::string_view payload) {
        mosquitto_publish(client_, nullptr, topic.c_str(), static_cast<int>(payload.size()), payload.data(),
                          0, false);
    }

    int descriptor() const { return mosquitto_socket(client_); }

    void on_ready(std::uint32_t events) {
        if ((events & EPOLLOUT) != 0) mosquitto_loop_write(client_, 1);
        if ((events & ~EPOLLOUT) != 0 && mosquitto_loop_read(client_, 1) != MOSQ_ERR_SUCCESS)
            fail("the broker is gone");
    }

    bool wants_write() const { return mosquitto_want_write(client_); }

    // Keep-alive, once a second.
    void end_of_turn() {
        const std::int64_t now = now_ns();
        if (now - last_misc_ < ns_per_second) return;
        last_misc_ = now;
        mosquitto_loop_misc(client_);
    }

private:
    on_message take_;
    mosquitto* client_ = nullptr;
    std::int64_t last_misc_ = 0;
};

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
    weir::bench::run_epoll_peer<weir::bench::mosquitto_link>(argc, argv);
}
