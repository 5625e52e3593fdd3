// epoll for the ttys, and Paho's C library (MQTTAsync), which sends and receives on threads of its own.
#include <MQTTAsync.h>
#include <future>
#include <unistd.h>

#include "tests/bench/peers/native/epoll_peer.hpp"

namespace weir::bench {
namespace {

class paho_link {
public:
    paho_link(int broker_port, const std::string& subscription, on_message take) : take_(std::move(take)) {
        const std::string uri = "tcp://127.0.0.1:" + std::to_string(broker_port);
        const std::string id = "paho-" + std::to_string(::getpid());
        MQTTAsync_create(&client_, uri.c_str(), id.c_str(), MQTTCLIENT_PERSISTENCE_NONE, nullptr);
        MQTTAsync_setCallbacks(client_, this, nullptr, &paho_link::arrived, nullptr);
        connect();
        MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
        MQTTAsync_subscribe(client_, subscription.c_str(), 0, &response);
    }

    void publish(const std::string& topic, std::string_view payload) {
        MQTTAsync_message message = MQTTAsync_message_initializer;
        message.payload = const_cast<char*>(payload.data());
        message.payloadlen = static_cast<int>(payload.size());
        if (MQTTAsync_sendMessage(client_, topic.c_str(), &message, nullptr) != MQTTASYNC_SUCCESS)
            std::fprintf(stderr, "publish refused\n");
    }

    static int descriptor() { return -1; }
    void on_ready(std::uint32_t) {}
    static bool wants_write() { return false; }
    void end_of_turn() {}

private:
    void connect() {
        std::promise<bool> connected;
        MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
        options.keepAliveInterval = 60;
        options.cleansession = 1;
        options.maxInflight = 65535;
        options.context = &connected;
        options.onSuccess = [](void* to, MQTTAsync_successData*) {
            static_cast<std::promise<bool>*>(to)->set_value(true);
        };
        options.onFailure = [](void* to, MQTTAsync_failureData*) {
            static_cast<std::promise<bool>*>(to)->set_value(false);
        };
        MQTTAsync_connect(client_, &options);
        if (!connected.get_future().get()) fail("connect");
    }

    static int arrived(void* self, char* topic, int topic_size, MQTTAsync_message* message) {
        const std::string_view name = topic_size != 0
                                          ? std::string_view(topic, static_cast<std::size_t>(topic_size))
                                          : std::string_view(topic);
        const auto* payload = static_cast<const char*>(message->payload);
        static_cast<paho_link*>(self)->take_(name, {payload, static_cast<std::size_t>(message->payloadlen)});
        MQTTAsync_freeMessage(&message);
        MQTTAsync_free(topic);
        return 1;
    }

    on_message take_;
    MQTTAsync client_ = nullptr;
};

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
    weir::bench::run_epoll_peer<weir::bench::paho_link>(argc, argv);
}
