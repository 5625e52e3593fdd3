#include "daemon/mqtt/mosquitto_client.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <deque>
#include <mosquitto.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <new>
#include <string>
#include <sys/socket.h>
#include <utility>

#include "daemon/mqtt/mosquitto_options.hpp"
#include "daemon/mqtt/mosquitto_properties.hpp"
#include "daemon/mqtt/mosquitto_status.hpp"

namespace weir {
namespace {

namespace options_of = mosquitto_options;
namespace properties_of = mosquitto_properties;
namespace status_of = mosquitto_status;

// Read in one turn of the loop, so that a flood of messages does not keep others waiting.
constexpr std::size_t events_a_turn = 64;
constexpr std::size_t bytes_a_turn = std::size_t{256} << 10;

void initialise() {
    static const int done = [] {
        std::signal(SIGPIPE, SIG_IGN);  // the library writes with write()
        return mosquitto_lib_init();
    }();
    static_cast<void>(done);
}

// As long as it lives, what is written to a socket leaves in full segments: libmosquitto writes each packet
// by itself.
class corked {
public:
    explicit corked(int socket) : socket_(socket) { set(1); }
    ~corked() { set(0); }
    corked(const corked&) = delete;
    corked& operator=(const corked&) = delete;

private:
    void set(int on) const { setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &on, sizeof on); }

    int socket_;
};

struct destroy_client {
    void operator()(mosquitto* client) const { mosquitto_destroy(client); }
};

}  // namespace

// Callbacks are called by the library in the midst of our calls, with its locks held: they note what they are
// told and return.
struct mosquitto_client::inside {
    explicit inside(const link_options& wanted)
        : options(wanted), client(mosquitto_new(options.client_id.c_str(), true, this)) {
        if (!client) throw std::bad_alloc();
        mosquitto* self = client.get();
        mosquitto_connect_v5_callback_set(self, connected);
        mosquitto_disconnect_v5_callback_set(self, disconnected);
        mosquitto_publish_v5_callback_set(self, published);
        mosquitto_subscribe_v5_callback_set(self, subscribed);
        mosquitto_unsubscribe_v5_callback_set(self, unsubscribed);
        mosquitto_message_v5_callback_set(self, arrived);
        mosquitto_log_callback_set(self, logged);
    }

    static inside& of(void* self) { return *static_cast<inside*>(self); }

    static void connected(mosquitto*, void* self, int code, int, const mosquitto_property* said) noexcept {
        of(self).open(code, said);
    }
    static void disconnected(mosquitto*, void* self, int code, const mosquitto_property*) noexcept {
        of(self).lose(code);
    }
    static void published(mosquitto*, void* self, int mid, int reason, const mosquitto_property*) noexcept {
        of(self).complete_publish(mid, status_of::of_acknowledgement(reason));
    }
    static void subscribed(mosquitto*, void* self, int mid, int count, const int* reasons,
                           const mosquitto_property*) noexcept {
        of(self).complete(mid, status_of::of_acknowledgement(count > 0 ? reasons[0] : 0x80));
    }
    // The library does not tell the reasons; there is nothing to do about them.
    static void unsubscribed(mosquitto*, void* self, int mid, const mosquitto_property*) noexcept {
        of(self).complete(mid, {});
    }
    static void arrived(mosquitto*, void* self, const mosquitto_message* message,
                        const mosquitto_property* said) noexcept {
        try {
            of(self).arrive(*message, said);
        } catch (const std::bad_alloc&) {
            // Lost as one that the broker dropped. On the next small one there may be memory again.
        }
    }
    static void logged(mosquitto* client, void* self, int level, const char* line) noexcept {
        if (level == MOSQ_LOG_ERR && of(self).first_error.empty()) of(self).note_error(client, line);
    }

    void note_error(mosquitto* told_by, const char* line);
    void open(int code, const mosquitto_property* said);
    void lose(int code);
    // TLS has not come about, and why.
    link_status untrusted() const {
        return options_of::untrusted(status_of::tls_text(first_error, verified));
    }
    void note_loss(link_status why);
    void complete(int mid, link_status how);
    void complete_publish(int mid, link_status how);
    void arrive(const mosquitto_message& message, const mosquitto_property* said);
    // Of a call that reads or writes. Not each failure is told by the callback.
    void judge(int code);
    bool shakes_hands() const { return options.broker.tls && !is_open; }
    bool peer_is_gone() const;
    link_status queued_one(int code, int mid, std::uint32_t id);
    bool is_awaited(int mid) const;

    struct pending {
        int mid;
        std::optional<std::uint32_t> id;
    };

    const link_options options;
    const properties_of::list json = properties_of::of_message(content::json, nullptr);
    const properties_of::list ndjson = properties_of::of_message(content::ndjson, nullptr);
    const properties_of::list text = properties_of::of_message(content::text, nullptr);

    const properties_of::list& usual_for(content kind) const {
        if (kind == content::json) return json;
        return kind == content::ndjson ? ndjson : text;
    }
    const std::unique_ptr<mosquitto, destroy_client> client;
    std::string first_error;    // until the CONNACK
    long verified = X509_V_OK;  // the broker's certificate, by then
    bool is_open = false;       // accepted by the broker
    bool is_over = false;       // a loss was told
    bool identifies_subscriptions = false;
    std::optional<std::uint32_t> leaving;  // disconnect()'s
    std::deque<pending> awaited;           // by the broker's answer
    std::deque<pending> unwritten;         // at QoS 0
    int last_mid = 0;
    std::size_t queued = 0;  // packets since the last write(), about
    std::size_t bytes = 0;   // that came in this turn
    std::vector<mosquitto_event> events;
};

// Now the library still has the TLS connection; it may be gone when a call fails.
void mosquitto_client::inside::note_error(mosquitto* told_by, const char* line) {
    first_error = line;
    const SSL* connection = static_cast<SSL*>(mosquitto_ssl_get(told_by));
    if (connection != nullptr) verified = SSL_get_verify_result(connection);
}

void mosquitto_client::inside::open(int code, const mosquitto_property* said) {
    mosquitto_opened opened;
    if (code != 0) opened.how = status_of::of_reason(code);
    const auto word = [&](int which, std::uint32_t otherwise) {
        return properties_of::number(said, which).value_or(otherwise);
    };
    opened.receive_maximum = static_cast<std::uint16_t>(word(MQTT_PROP_RECEIVE_MAXIMUM, 0));
    opened.maximum_packet = word(MQTT_PROP_MAXIMUM_PACKET_SIZE, 0);
    const auto ours = std::chrono::duration_cast<std::chrono::seconds>(options.broker.keepalive).count();
    opened.keepalive =
        std::chrono::seconds(word(MQTT_PROP_SERVER_KEEP_ALIVE, static_cast<std::uint32_t>(ours)));
    identifies_subscriptions = options.broker.v5 && word(MQTT_PROP_SUBSCRIPTION_ID_AVAILABLE, 1) == 1;
    is_open = code == 0;
    events.emplace_back(std::move(opened));
}

void mosquitto_client::inside::lose(int code) {
    const int error = errno;
    if (leaving) {
        events.emplace_back(mosquitto_completion{*leaving, {}});
        is_over = true;
        return;
    }
    // Before the CONNACK an error of OpenSSL is what matters, however the connection then ended. Not each
    // version of the library logs one.
    if (shakes_hands() && (code == MOSQ_ERR_TLS || !first_error.empty())) return note_loss(untrusted());
    note_loss(status_of::of_loss(code, error));
}

void mosquitto_client::inside::note_loss(link_status why) {
    if (is_over) return;
    is_over = true;
    events.emplace_back(mosquitto_loss{std::move(why)});
}

void mosquitto_client::inside::complete(int mid, link_status how) {
    const auto one = std::ranges::find(awaited, mid, &pending::mid);
    if (one == awaited.end()) return;
    if (one->id) events.emplace_back(mosquitto_completion{*one->id, std::move(how)});
    awaited.erase(one);
}

// The same callback tells that QoS 0 was written and that QoS 1 was acknowledged. QoS 0 is written in order;
// should the first of it have the identifier of one that is awaited, one may be told in the other's place,
// and both in the end.
void mosquitto_client::inside::complete_publish(int mid, link_status how) {
    if (unwritten.empty() || unwritten.front().mid != mid) return complete(mid, std::move(how));
    const auto id = unwritten.front().id;
    unwritten.pop_front();
    if (id) events.emplace_back(mosquitto_completion{*id, {}});
}

void mosquitto_client::inside::arrive(const mosquitto_message& message, const mosquitto_property* said) {
    auto with = properties_of::read(said);
    with.subscriptions.resize(std::max<std::size_t>(with.subscriptions.size(), 1));
    for (const std::uint32_t subscription : with.subscriptions) {
        incoming copy(message.topic,
                      std::string(static_cast<const char*>(message.payload),
                                  static_cast<std::size_t>(message.payloadlen)),
                      static_cast<std::uint8_t>(message.qos), message.retain);
        copy.properties = with.ours;
        copy.subscription = subscription;
        bytes += weight(copy);
        events.emplace_back(std::move(copy));
    }
    if (message.qos > 0) ++queued;  // its acknowledgement
}

void mosquitto_client::inside::judge(int code) {
    if (code != MOSQ_ERR_SUCCESS && !is_over) lose(code);
    if (is_over || !shakes_hands()) return;
    // A connection that is reset during the handshake is no error to the library: it would have us ask for
    // ever.
    if (peer_is_gone()) note_loss(untrusted());
}

bool mosquitto_client::inside::peer_is_gone() const {
    char next = 0;
    const auto size = recv(mosquitto_socket(client.get()), &next, 1, MSG_PEEK | MSG_DONTWAIT);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
}

bool mosquitto_client::inside::is_awaited(int mid) const {
    return std::ranges::find(awaited, mid, &pending::mid) != awaited.end();
}

link_status mosquitto_client::inside::queued_one(int code, int mid, std::uint32_t id) {
    if (code != MOSQ_ERR_SUCCESS) return status_of::of_call(code);
    last_mid = mid;
    ++queued;
    awaited.push_back({mid, id});
    return {};
}

mosquitto_client::mosquitto_client(const link_options& options) {
    initialise();
    inside_ = std::make_unique<inside>(options);
}

mosquitto_client::~mosquitto_client() = default;

link_status mosquitto_client::connect() {
    mosquitto* client = inside_->client.get();
    link_status set = options_of::set_options(client, inside_->options);
    if (!set) return set;
    const int code = options_of::connect(client, inside_->options.broker);
    const int error = errno;
    if (code == MOSQ_ERR_TLS) return inside_->untrusted();
    return status_of::of_connect(code, error);
}

int mosquitto_client::socket() const {
    return mosquitto_socket(inside_->client.get());
}

void mosquitto_client::read() {
    inside_->bytes = 0;
    // A call reads one packet, or as many as are unacknowledged.
    for (std::size_t before = 0; !inside_->is_over; before = inside_->events.size()) {
        inside_->judge(mosquitto_loop_read(inside_->client.get(), 1));
        const std::size_t now = inside_->events.size();
        if (now == before || now >= events_a_turn || inside_->bytes >= bytes_a_turn) break;
    }
    // With a callback the library formats a line for each message.
    if (inside_->is_open) mosquitto_log_callback_set(inside_->client.get(), nullptr);
}

void mosquitto_client::write() {
    mosquitto* client = inside_->client.get();
    if (inside_->is_over || !mosquitto_want_write(client)) return;
    std::optional<corked> together;
    if (std::exchange(inside_->queued, 0) > 1) together.emplace(mosquitto_socket(client));
    inside_->judge(mosquitto_loop_write(client, 1));
}

void mosquitto_client::look_after() {
    if (!inside_->is_over) inside_->judge(mosquitto_loop_misc(inside_->client.get()));
}

bool mosquitto_client::wants_write() const {
    return !inside_->is_over && mosquitto_want_write(inside_->client.get());
}

bool mosquitto_client::holds_input() const {
    SSL* connection = static_cast<SSL*>(mosquitto_ssl_get(inside_->client.get()));
    return connection != nullptr && SSL_pending(connection) > 0;
}

link_status mosquitto_client::subscribe(const subscription& wanted, std::uint32_t id) {
    mosquitto_property* said = nullptr;
    if (inside_->identifies_subscriptions && wanted.identifier != 0)
        mosquitto_property_add_varint(&said, MQTT_PROP_SUBSCRIPTION_IDENTIFIER, wanted.identifier);
    const properties_of::list properties(said);
    int mid = 0;
    const int code = mosquitto_subscribe_v5(inside_->client.get(), &mid, wanted.filter.c_str(), wanted.qos,
                                            options_of::subscribe_options(wanted), said);
    return inside_->queued_one(code, mid, id);
}

link_status mosquitto_client::unsubscribe(const std::string& filter, std::uint32_t id) {
    int mid = 0;
    const int code = mosquitto_unsubscribe_v5(inside_->client.get(), &mid, filter.c_str(), nullptr);
    return inside_->queued_one(code, mid, id);
}

link_status mosquitto_client::publish(const outgoing& message, std::optional<std::uint32_t> id) {
    if (message.topic.find('\0') != std::string::npos) return status_of::of_call(MOSQ_ERR_MALFORMED_UTF8);
    // The library takes the next identifier even if a message that has it is still unacknowledged.
    const int next = inside_->last_mid % 65'535 + 1;
    if (message.qos > 0 && inside_->is_awaited(next)) return {link_errc::refused_for_now, "no identifier"};
    properties_of::list own;
    if (message.properties) own = properties_of::of_message(message.content, message.properties.get());
    const auto* said = own ? own.get() : inside_->usual_for(message.content).get();
    int mid = 0;
    const int code = mosquitto_publish_v5(
        inside_->client.get(), &mid, message.topic.c_str(), static_cast<int>(message.payload.size()),
        message.payload.data(), message.qos, message.retain, inside_->options.broker.v5 ? said : nullptr);
    if (message.qos > 0) return inside_->queued_one(code, mid, id.value_or(0));
    if (code != MOSQ_ERR_SUCCESS) return status_of::of_call(code);
    inside_->last_mid = mid;
    ++inside_->queued;
    inside_->unwritten.push_back({mid, id});
    return {};
}

link_status mosquitto_client::disconnect(std::uint32_t id) {
    const int code = mosquitto_disconnect_v5(inside_->client.get(), 0, nullptr);
    if (code == MOSQ_ERR_SUCCESS) inside_->leaving = id;
    ++inside_->queued;
    return status_of::of_call(code);
}

void mosquitto_client::take(std::vector<mosquitto_event>& into) {
    into.insert(into.end(), std::make_move_iterator(inside_->events.begin()),
                std::make_move_iterator(inside_->events.end()));
    inside_->events.clear();
}

}  // namespace weir
