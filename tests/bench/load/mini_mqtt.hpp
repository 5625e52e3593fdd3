// Just enough MQTT 5 for the benchmark: connect, subscribe and publish at QoS 0, without keep-alive. It must
// cost little and share no client library with a peer that is measured.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::bench {

struct mqtt_message {
    std::string_view topic;
    std::string_view payload;
    std::string_view correlation{};     // Correlation Data; empty for none
    std::string_view response_topic{};  // not told of messages that arrive
};

// Cuts one complete packet off the front of `rest`; false when there is none yet.
bool take_packet(std::string_view& rest, std::uint8_t& type, std::string_view& body);

// A PUBLISH at QoS 0, from the body of its packet; views into it.
mqtt_message parse_publish(std::string_view body);

// What the broker refuses or breaks off ends the program.
class mini_mqtt {
public:
    // Connects to 127.0.0.1 and waits for the broker's answer.
    mini_mqtt(int tcp_port, std::string_view client_id);
    ~mini_mqtt();
    mini_mqtt(const mini_mqtt&) = delete;
    mini_mqtt& operator=(const mini_mqtt&) = delete;

    int descriptor() const { return descriptor_; }

    // Waits until the subscription stands.
    void subscribe(std::string_view filter);

    // From here on neither flush() nor receive() waits.
    void set_nonblocking();

    // Nothing is sent before flush().
    void queue(const mqtt_message& message);
    std::size_t queued() const { return out_.size(); }

    // Sends what the socket takes; true when nothing is left over.
    bool flush();

    // Reads once and hands on each complete message; false when the broker closed the connection.
    template <typename Take>
    bool receive(Take&& take) {
        if (!read_more()) return false;
        std::string_view rest = in_;
        std::string_view body;
        std::uint8_t type = 0;
        while (take_packet(rest, type, body)) {
            if ((type & 0xF0) == 0x30) take(parse_publish(body));
        }
        in_.erase(0, in_.size() - rest.size());
        return true;
    }

private:
    void exchange(std::uint8_t type, std::string_view body, std::uint8_t answer);
    bool read_more();

    int descriptor_ = -1;
    std::string out_;
    std::string in_;
};

}  // namespace weir::bench
