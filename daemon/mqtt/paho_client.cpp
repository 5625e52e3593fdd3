#include "daemon/mqtt/paho_client.hpp"

#include <algorithm>
#include <atomic>
#include <mqtt/async_client.h>
#include <utility>

#include "daemon/mqtt/paho_options.hpp"
#include "daemon/mqtt/paho_properties.hpp"
#include "daemon/mqtt/tls_trace.hpp"
#include "daemon/signals_blocked.hpp"

#if defined(__SANITIZE_ADDRESS__)
// paho leaks a few bytes of each message that was under way when its connection ended.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
    return "leak:libpaho-mqtt3as";
}
#endif

namespace weir {
namespace {

// Never a pointer: with a number, callbacks that come late or twice are harmless.
void* as_context(std::uint32_t id) {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(id));
}

std::uint32_t id_of(const mqtt::token& token) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(token.get_user_context()));
}

template <class T>
T said_or(const mqtt::properties& all, mqtt::property::code which, T otherwise) {
    return all.contains(which) ? mqtt::get<T>(all, which) : otherwise;
}

void read_connack(const mqtt::token& token, bool v5, paho_completion& into) {
    const auto response = token.get_connect_response();
    const auto& all = response.get_properties();
    into.receive_maximum = said_or<std::uint16_t>(all, mqtt::property::RECEIVE_MAXIMUM, 0);
    into.maximum_packet = said_or<std::uint32_t>(all, mqtt::property::MAXIMUM_PACKET_SIZE, 0);
    into.identifies_subscriptions =
        v5 && said_or<std::uint8_t>(all, mqtt::property::SUBSCRIPTION_IDENTIFIERS_AVAILABLE, 1) == 1;
}

// paho's trace is one for the process, and its callback gets no context.
tls_trace& trace_of_tls() {
    static tls_trace trace;
    return trace;
}

// The token shows what paho said of a failure only in what it throws.
std::string failure_text(const mqtt::token& token) noexcept {
    try {
        static_cast<void>(token.get_connect_response());
    } catch (const mqtt::exception& error) {
        return error.get_message();
    } catch (...) {
    }
    return {};
}

// Calls paho, which throws when it refuses at once, even what has a listener.
template <class Call>
int code_of(Call call) noexcept {
    try {
        call();
        return MQTTASYNC_SUCCESS;
    } catch (const mqtt::exception& error) {
        return error.get_return_code();
    } catch (const std::exception&) {
        return MQTTASYNC_FAILURE;
    }
}

std::string text_of(int code) {
    const std::string known = mqtt::exception::error_str(code);
    return "paho " + std::to_string(code) + (known.empty() ? "" : ", " + known);
}

std::string reason_text(int reason) {
    const std::string known = mqtt::exception::reason_code_str(reason);
    return "code " + std::to_string(reason) + (known.empty() ? "" : ", " + known);
}

// As it comes, paho loads all that OpenSSL has when its first client is made: 1.5 MB that no plain connection
// needs. OpenSSL loads by itself what TLS needs.
void leave_openssl_alone() {
    static const bool done = [] {
        MQTTAsync_init_options options = MQTTAsync_init_options_initializer;
        options.do_openssl_init = 0;
        MQTTAsync_global_init(&options);
        return true;
    }();
    static_cast<void>(done);
}

}  // namespace

// Callbacks run on paho's threads, under its lock: they copy into the bridge and return. No paho function
// that asks it something is called in one, since those let go of the lock; and nothing may be thrown through
// C.
struct paho_client::inside final : mqtt::iaction_listener {
    inside(std::shared_ptr<paho_bridge> to, std::uint32_t number, const link_options& options)
        : bridge(std::move(to)),
          generation(number),
          v5(options.broker.v5),
          watches_tls(options.broker.tls),
          authorities(options.broker.tls_files.ca),
          quiet_topic(options.quiet_topic),
          client(uri_of(options.broker), options.client_id, create_options_for(options.broker), nullptr) {
        // As it comes, paho formats and keeps a line for each function it enters.
        MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR);
        // Before connect(). No connected handler: the listener of connect() would then be called twice.
        // Messages by callback, since the consumer queue has no bound.
        client.set_message_callback([this](const mqtt::const_message_ptr& message) { arrived(*message); });
        // A server's DISCONNECT calls only the one, a dropped connection only the other.
        client.set_connection_lost_handler([this](const std::string& cause) { lost(0, cause); });
        client.set_disconnected_handler(
            [this](const mqtt::properties&, mqtt::ReasonCode reason) { lost(static_cast<int>(reason), {}); });
    }

    void on_success(const mqtt::token& token) noexcept override {
        if (token.get_type() == mqtt::token::CONNECT) MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR);
        try {
            paho_completion said = completion(token);
            if (token.get_type() == mqtt::token::CONNECT) {
                read_connack(token, v5, said);
                identifies_subscriptions = said.identifies_subscriptions;
            }
            bridge->push(std::move(said));
        } catch (...) {
            bridge->push(
                paho_completion{generation, id_of(token), MQTTASYNC_FAILURE, 0, {}, false, 0, 0, false});
        }
    }

    void on_failure(const mqtt::token& token) noexcept override {
        paho_completion said = completion(token);
        if (said.code == MQTTASYNC_SUCCESS && said.reason < 0x80) said.code = MQTTASYNC_FAILURE;
        if (token.get_type() == mqtt::token::CONNECT) explain(said, token);
        bridge->push(std::move(said));
    }

    paho_completion completion(const mqtt::token& token) const noexcept {
        paho_completion said;
        said.generation = generation;
        said.id = id_of(token);
        said.code = token.get_return_code();
        said.reason = static_cast<int>(token.get_reason_code());
        return said;
    }

    void explain(paho_completion& said, const mqtt::token& token) const noexcept {
        MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR);
        try {
            const std::string why =
                said.code < 0 && watches_tls ? trace_of_tls().why_failed(authorities) : "";
            said.tls_failed = !why.empty();
            said.text = said.tls_failed ? why : failure_text(token);
        } catch (...) {
            said.text.clear();
        }
    }

    void arrived(const mqtt::message& message) noexcept {
        try {
            const auto& properties = message.get_properties();
            const std::size_t sent_for = properties.count(mqtt::property::SUBSCRIPTION_IDENTIFIER);
            const auto ours = read_properties(properties);
            for (std::size_t i = 0; i < std::max<std::size_t>(sent_for, 1); ++i) {
                incoming copy(message.get_topic(), message.get_payload(),
                              static_cast<std::uint8_t>(message.get_qos()), message.is_retained());
                copy.properties = ours;
                if (sent_for > 0) copy.subscription = identifier_of(properties, i);
                paho_arrival arrival(generation, std::move(copy));
                if (arrival.message.topic == quiet_topic) {
                    bridge->push_quietly(std::move(arrival));
                } else {
                    bridge->push(std::move(arrival));
                }
            }
        } catch (...) {
            bridge->missed();
        }
    }

    static std::uint32_t identifier_of(const mqtt::properties& of, std::size_t index) {
        return static_cast<std::uint32_t>(mqtt::get<int>(of, mqtt::property::SUBSCRIPTION_IDENTIFIER, index));
    }

    void describe(mqtt::message& made, const outgoing& message) const {
        const mqtt::properties& usual = properties.of(message.content);
        if (message.properties) {
            made.set_properties(with_properties(usual, *message.properties));
        } else {
            made.set_properties(usual);
        }
    }

    void lost(int reason, const std::string& cause) noexcept {
        try {
            bridge->push(paho_loss{generation, reason, cause});
        } catch (...) {
            bridge->missed();
        }
    }

    const std::shared_ptr<paho_bridge> bridge;
    const std::uint32_t generation;
    const bool v5;
    const bool watches_tls;
    std::atomic<bool> identifies_subscriptions = false;
    const std::string authorities;  // the file
    const std::string quiet_topic;
    mqtt::async_client client;  // no persistence: after a lost session it resends nothing at QoS 1 anyway
    const content_properties properties;
};

paho_client::paho_client(std::shared_ptr<paho_bridge> bridge, std::uint32_t generation,
                         const link_options& options) {
    leave_openssl_alone();
    inside_ = std::make_unique<inside>(std::move(bridge), generation, options);
}

paho_client::~paho_client() = default;

std::uint32_t paho_client::generation() const {
    return inside_->generation;
}

int paho_client::connect(const link_options& options, duration patience, std::uint32_t id) {
    const signals_blocked guard;  // paho starts its threads here
    if (inside_->watches_tls) {
        trace_of_tls().begin();
        MQTTAsync_setTraceCallback(
            [](MQTTASYNC_TRACE_LEVELS, char* line) noexcept { trace_of_tls().line(line); });
        MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_MINIMUM);
    }
    return code_of(
        [&] { inside_->client.connect(connect_options_for(options, patience), as_context(id), *inside_); });
}

int paho_client::subscribe(const subscription& wanted, std::uint32_t id) {
    const mqtt::subscribe_options how = subscribe_options_for(wanted);
    mqtt::properties properties;
    if (inside_->identifies_subscriptions && wanted.identifier != 0) {
        properties.add(
            {mqtt::property::SUBSCRIPTION_IDENTIFIER, static_cast<std::int32_t>(wanted.identifier)});
    }
    return code_of([&] {
        inside_->client.subscribe(wanted.filter, wanted.qos, as_context(id), *inside_, how, properties);
    });
}

int paho_client::unsubscribe(const std::string& filter, std::uint32_t id) {
    return code_of([&] { inside_->client.unsubscribe(filter, as_context(id), *inside_); });
}

int paho_client::publish(const outgoing& message, std::optional<std::uint32_t> id) {
    return code_of([&] {
        auto made = message_of(message);
        if (inside_->v5) inside_->describe(*made, message);
        if (id) {
            inside_->client.publish(std::move(made), as_context(*id), *inside_);
        } else {
            inside_->client.publish(std::move(made));
        }
    });
}

int paho_client::disconnect(std::uint32_t id) {
    // With a time for messages under way paho would look again only after 3 s.
    return code_of([&] { inside_->client.disconnect(0, as_context(id), *inside_); });
}

const int not_connected = MQTTASYNC_DISCONNECTED;

link_status meaning_of(int code) {
    if (code == 0) return {};
    if (code > 0) return {meaning_of_reason(code), reason_text(code)};
    const bool gone = code == MQTTASYNC_OPERATION_INCOMPLETE || code == MQTTASYNC_DISCONNECTED;
    const link_errc failed = code == MQTTASYNC_FAILURE ? link_errc::refused_for_now : link_errc::protocol;
    return {gone ? link_errc::lost : failed, text_of(code)};
}

link_status meaning_of(const paho_completion& said) {
    // A refused CONNACK comes as the return code, with the reason 0; others the other way round. The reasons
    // 0x10 and 0x11 (no matching subscribers, no subscription existed) are successes.
    if (said.code == 0 && said.reason >= 0x80) return meaning_of(said.reason);
    if (said.tls_failed) return {link_errc::untrusted, said.text};
    link_status how = meaning_of(said.code);
    if (!said.text.empty()) how.detail += ": " + said.text;
    return how;
}

link_status meaning_of(const paho_loss& said) {
    if (said.reason != 0)
        return {meaning_of_reason(said.reason), "the broker ends it: " + reason_text(said.reason)};
    return {link_errc::lost, said.text};
}

bool is_full(int code) {
    return code == MQTTASYNC_MAX_BUFFERED_MESSAGES || code == MQTTASYNC_NO_MORE_MSGIDS;
}

}  // namespace weir
