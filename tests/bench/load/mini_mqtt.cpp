#include "tests/bench/load/mini_mqtt.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/load/support.hpp"

namespace weir::bench {
namespace {

// Of MQTT 5.0, section 2.2.2.2.
enum property : std::uint8_t { response_topic = 0x08, correlation_data = 0x09 };

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

std::size_t word_at(std::string_view text, std::size_t at) {
    return static_cast<std::size_t>(byte_at(text, at) << 8 | byte_at(text, at + 1));
}

// A variable byte integer and how many bytes it took; 0 bytes when it is not complete.
struct variable {
    std::size_t value = 0;
    std::size_t size = 0;
};

variable variable_at(std::string_view text) {
    variable result;
    for (std::size_t i = 0; i < text.size() && i < 4; ++i) {
        const std::uint8_t digit = byte_at(text, i);
        result.value |= std::size_t{digit & 0x7FU} << (7 * i);
        if (digit < 0x80) return {result.value, i + 1};
    }
    return {};
}

void append_variable(std::string& to, std::size_t value) {
    do {
        const std::size_t rest = value >> 7;
        to += static_cast<char>((value & 0x7F) | (rest ? 0x80 : 0));
        value = rest;
    } while (value);
}

void append_text(std::string& to, std::string_view text) {
    to += static_cast<char>(text.size() >> 8);
    to += static_cast<char>(text.size() & 0xFF);
    to += text;
}

// How long the value of a property of PUBLISH is.
std::size_t property_size(std::string_view from) {
    switch (byte_at(from, 0)) {
        case 0x01:
            return 1;
        case 0x23:
            return 2;
        case 0x02:
            return 4;
        case 0x0B:
            return variable_at(from.substr(1)).size;
        case 0x26: {
            const std::size_t name = 2 + word_at(from, 1);
            return name + 2 + word_at(from, 1 + name);
        }
        default:
            return 2 + word_at(from, 1);
    }
}

std::string_view correlation_in(std::string_view properties) {
    while (!properties.empty()) {
        const std::size_t size = 1 + property_size(properties);
        if (size > properties.size()) return {};
        if (byte_at(properties, 0) == correlation_data) return properties.substr(3, size - 3);
        properties.remove_prefix(size);
    }
    return {};
}

}  // namespace

bool take_packet(std::string_view& rest, std::uint8_t& type, std::string_view& body) {
    if (rest.empty()) return false;
    const variable length = variable_at(rest.substr(1));
    const std::size_t head = 1 + length.size;
    if (length.size == 0 || rest.size() < head + length.value) return false;
    type = byte_at(rest, 0);
    body = rest.substr(head, length.value);
    rest.remove_prefix(head + length.value);
    return true;
}

mqtt_message parse_publish(std::string_view body) {
    const std::size_t topic_end = 2 + word_at(body, 0);
    if (topic_end >= body.size()) return {};
    const variable properties = variable_at(body.substr(topic_end));
    const std::size_t from = topic_end + properties.size;
    if (from + properties.value > body.size()) return {};
    return {body.substr(2, topic_end - 2), body.substr(from + properties.value),
            correlation_in(body.substr(from, properties.value))};
}

mini_mqtt::mini_mqtt(int tcp_port, std::string_view client_id)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(tcp_port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("connect");
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

    std::string body;
    append_text(body, "MQTT");
    body += std::string{5, 2, 0, 0, 0};  // MQTT 5, clean start, no keep-alive, no properties
    append_text(body, client_id);
    exchange(0x10, body, 0x20);
}

mini_mqtt::~mini_mqtt() {
    ::close(descriptor_);
}

void mini_mqtt::subscribe(std::string_view filter) {
    std::string body{0, 1, 0};  // packet identifier 1, no properties
    append_text(body, filter);
    body += '\0';  // QoS 0
    exchange(0x82, body, 0x90);
}

void mini_mqtt::set_nonblocking() {
    ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

void mini_mqtt::queue(const mqtt_message& message) {
    std::string properties;
    if (!message.response_topic.empty()) {
        properties += static_cast<char>(response_topic);
        append_text(properties, message.response_topic);
    }
    if (!message.correlation.empty()) {
        properties += static_cast<char>(correlation_data);
        append_text(properties, message.correlation);
    }
    const std::size_t head = 2 + message.topic.size() + (properties.size() < 0x80 ? 1 : 2);
    out_ += '\x30';
    append_variable(out_, head + properties.size() + message.payload.size());
    append_text(out_, message.topic);
    append_variable(out_, properties.size());
    out_ += properties;
    out_ += message.payload;
}

bool mini_mqtt::flush() {
    std::size_t sent = 0;
    while (sent < out_.size()) {
        const ssize_t taken = ::send(descriptor_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
        if (taken < 0 && errno == EAGAIN) break;
        if (taken < 0) fail("send");
        sent += static_cast<std::size_t>(taken);
    }
    out_.erase(0, sent);
    return out_.empty();
}

bool mini_mqtt::read_more() {
    std::array<char, 65536> chunk;
    const ssize_t size = ::recv(descriptor_, chunk.data(), chunk.size(), 0);
    if (size == 0) return false;
    if (size < 0 && errno != EAGAIN && errno != EINTR) fail("receive");
    if (size > 0) in_.append(chunk.data(), static_cast<std::size_t>(size));
    return true;
}

// Only before set_nonblocking().
void mini_mqtt::exchange(std::uint8_t type, std::string_view body, std::uint8_t answer) {
    out_ += static_cast<char>(type);
    append_variable(out_, body.size());
    out_ += body;
    flush();
    for (;;) {
        if (!read_more()) fail("the broker closed the connection");
        std::string_view rest = in_;
        std::string_view answered;
        std::uint8_t kind = 0;
        bool found = false;
        while (!found && take_packet(rest, kind, answered))
            found = (kind & 0xF0) == answer;
        in_.erase(0, in_.size() - rest.size());
        if (!found) continue;
        const bool refused = answer == 0x20 && byte_at(answered, 1) != 0;
        if (refused) fail("the broker refuses the connection");
        return;
    }
}

}  // namespace weir::bench
