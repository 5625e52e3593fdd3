// epoll and MQTT packets made by hand, all of a wake-up's messages in one send(): the floor of the approach.
#include <unistd.h>

#include "tests/bench/load/mini_mqtt.hpp"
#include "tests/bench/peers/native/epoll_peer.hpp"

namespace weir::bench {
namespace {

class raw_link {
public:
    raw_link(int broker_port, const std::string& subscription, on_message take)
        : mqtt_(broker_port, "raw-" + std::to_string(::getpid())), take_(std::move(take)) {
        mqtt_.subscribe(subscription);
        mqtt_.set_nonblocking();
    }

    void publish(const std::string& topic, std::string_view payload) { mqtt_.queue({topic, payload}); }

    int descriptor() const { return mqtt_.descriptor(); }

    void on_ready(std::uint32_t events) {
        const auto take = [this](const mqtt_message& message) { take_(message.topic, message.payload); };
        if ((events & ~EPOLLOUT) != 0 && !mqtt_.receive(take)) fail("the broker is gone");
    }

    bool wants_write() const { return mqtt_.queued() > 0; }
    void end_of_turn() { mqtt_.flush(); }

private:
    mini_mqtt mqtt_;
    on_message take_;
};

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
    weir::bench::run_epoll_peer<weir::bench::raw_link>(argc, argv);
}
