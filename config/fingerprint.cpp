#include "config/fingerprint.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace weir {

namespace {

// Everything is written with its length or an end, so that no two values have the same text. A struct is
// taken apart whole: one that gets a further member does not compile until it is written too.
class writer {
public:
    template <class... Parts>
    void all(const Parts&... parts) {
        (put(parts), ...);
    }
    std::string text() && { return std::move(text_); }

private:
    void put(const std::string& what) {
        put(what.size());
        text_ += what;
    }
    void put(std::string_view what) { put(std::string(what)); }
    void put(double what) {
        std::array<char, 32> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), what).ptr;
        text_.append(digits.data(), end) += ' ';
    }
    template <std::integral Number>
    void put(Number what) {
        text_ += std::to_string(what);
        text_ += ' ';
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void put(Enum what) { put(static_cast<std::int64_t>(what)); }
    template <class Rep, class Period>
    void put(std::chrono::duration<Rep, Period> what) {
        put(what.count());
    }
    void put(std::monostate) {}

    template <class T>
    void put(const std::optional<T>& what) {
        put(what.has_value());
        if (what) put(*what);
    }
    template <class T>
    void put(const std::vector<T>& what) {
        put(what.size());
        for (const T& each : what)
            put(each);
    }
    template <class First, class Second>
    void put(const std::pair<First, Second>& what) {
        all(what.first, what.second);
    }
    template <class... Forms>
    void put(const std::variant<Forms...>& what) {
        put(what.index());
        std::visit([this](const auto& held) { this->put(held); }, what);
    }

    // --- What is said in the file
    void put(const setting& what) {
        const auto& [where, data] = what;
        put(data);
    }
    void put(const setting::member& what) {
        const auto& [name, name_at, held] = what;
        all(name, held);
    }
    void put(const component_use& what) {
        const auto& [kind, where, argument, options] = what;
        all(kind == nullptr ? std::string_view() : kind->name, argument, options);
    }

    // --- Of the broker and of ports
    void put(const tls_settings& what) {
        const auto& [ca, cert, key] = what;
        all(ca, cert, key);
    }
    void put(const path_device& what) {
        const auto& [path] = what;
        put(path);
    }
    void put(const usb_device& what) {
        const auto& [vendor, product, serial, interface, usb_path] = what.identity;
        all(vendor, product, serial, interface, usb_path);
    }
    void put(const tcp_device& what) {
        const auto& [address, connect_timeout] = what;
        const auto& [host, port] = address;
        all(host, port, connect_timeout);
    }
    void put(const simulated_use& what) {
        const auto& [kind] = what;
        put(kind);
    }
    void put(const replay_device& what) {
        const auto& [file, paced] = what;
        all(file, paced);
    }
    void put(const rs485_mode& what) {
        const auto& [rts_on_send, before, after, receive, terminate] = what;
        all(rts_on_send, before, after, receive, terminate);
    }
    void put(const serial_line& what) {
        const auto& [baud, data_bits, parity, stop_bits, flow, low_latency, dtr, rts, reset, hang_up, rs485] =
            what;
        all(baud, data_bits, parity, stop_bits, flow, low_latency, dtr, rts, reset, hang_up, rs485);
    }
    void put(const quarantine_settings& what) {
        const auto& [file, max, topic] = what;
        all(file, max, topic);
    }

    // --- Of sources
    void put(const field_settings& what) {
        const auto& [name, from, unit, device_class] = what;
        all(name, from, unit, device_class);
    }
    void put(const publish_settings& what) {
        const auto& [topic, format, qos, retain, linger, batch] = what;
        all(topic, format, qos, retain, linger, batch);
    }
    void put(const batch_settings& what) {
        const auto& [count, every, form] = what;
        all(count, every, form);
    }
    void put(const poll_settings& what) {
        const auto& [write, every, timeout] = what;
        all(write, every, timeout);
    }
    void put(const modbus::coding& what) {
        all(what.scale, what.offset, what.names);
        all(what.type, what.order, what.length, what.bit);
    }
    void put(const modbus::register_settings& what) {
        const auto& [name, table, address, as, every] = what;
        all(name, table, address, as, every);
    }
    void put(const modbus::read_settings& what) {
        const auto& [unit, timeout, max_gap, max_registers, registers, over] = what;
        all(unit, timeout, max_gap, max_registers, registers, over);
    }

    // --- Of commands
    void put(const param_settings& what) {
        const auto& [name, type, min, max, choices, pattern, preset, unit] = what;
        all(name, type, min, max, choices, pattern, preset, unit);
    }
    void put(const modbus::write_settings& what) {
        const auto& [unit, table, address, as, multiple, value, over] = what;
        all(unit, table, address, as, multiple, value, over);
    }
    void put(const cancel_settings& what) {
        const auto& [write, expect, timeout] = what;
        all(write, expect, timeout);
    }
    void put(const live_field& what) {
        const auto& [source, field] = what;
        all(source, field);
    }
    void put(const condition_settings& what) {
        const auto& [expression, names] = what;
        all(expression, names);
    }
    void put(const rule_settings& what) {
        const auto& [when, lasting] = what;
        all(when, lasting);
    }
    void put(const rate_settings& what) {
        const auto& [count, per] = what;
        all(count, per);
    }

    std::string text_;
};

std::string name_of_port(const std::optional<std::size_t>& port, const settings& all) {
    return port ? all.ports[*port].name : std::string();
}

}  // namespace

std::string fingerprint_of(const mqtt_settings& broker) {
    const auto& [client, tls, host, port, username, password, prefix, v5, keepalive, probe, stats_every,
                 grace, files] = broker;
    writer to;
    to.all(client, tls, host, port, username, password, prefix, v5, keepalive, probe, files);
    return std::move(to).text();
}

std::string fingerprint_of(const port_settings& port) {
    const auto& [name, where, device, line, frame, gap, echo, reopen, quarantine] = port;
    writer to;
    to.all(name, device, line, frame, gap, echo, reopen, quarantine);
    return std::move(to).text();
}

std::string fingerprint_of(const source_settings& source, const settings& all) {
    const auto& [name, where, port, topic, topic_qos, levels, max_topics, join, poll, decode, modbus, fields,
                 process, stale_after, publish] = source;
    writer to;
    to.all(name, name_of_port(port, all), topic, topic_qos, levels, max_topics, poll, decode, modbus, fields,
           process, stale_after, publish);
    if (!join) return std::move(to).text();
    to.all(join->within);
    for (const std::size_t joined : join->sources)
        to.all(fingerprint_of(all.sources[joined], all));
    return std::move(to).text();
}

std::string fingerprint_of(const command_settings& command, const settings& all) {
    const auto& [name, where, port, topic, reply_topic, topic_qos, params, modbus, write, encode, encoding,
                 expect, reject, cancel, delimiter, timeout, retries, settle, max_age, on_busy, preempt,
                 emergency, rate, interlock, deadman, on_open, on_start, on_stop, on_disconnect, latch,
                 require, rule, report] = command;
    writer to;
    to.all(name, name_of_port(port, all), topic, reply_topic, topic_qos, params, modbus, write, encoding,
           expect, reject, cancel, delimiter, timeout, retries, settle, max_age, on_busy, preempt, emergency,
           rate, on_open, on_start, on_stop, on_disconnect, latch, require, rule, report);
    to.all(interlock.size(), deadman.has_value());
    for (const std::size_t other : interlock)
        to.all(all.commands[other].name);
    if (deadman) to.all(deadman->every, all.commands[deadman->then].name);
    return std::move(to).text();
}

}  // namespace weir
