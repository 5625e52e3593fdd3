#include "tests/bench/load/ledger.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "tests/bench/load/support.hpp"

namespace weir::bench {
namespace {

// A sample of weir has a "seq" and a "ts" of its own; the device's are then called "seq_" and "ts_".
std::int64_t stamp_in(std::string_view text, std::string_view renamed, std::string_view plain) {
    const std::int64_t value = integer_after(text, renamed);
    return value >= 0 ? value : integer_after(text, plain);
}

}  // namespace

void ledger::begin(int ports, std::int64_t first_seq, std::int64_t per_port) {
    *this = ledger();
    first_seq_ = first_seq;
    per_port_ = per_port;
    ports_.resize(static_cast<std::size_t>(ports));
    for (port_state& port : ports_)
        port.seen.resize(static_cast<std::size_t>(per_port));
    latencies_.reserve(static_cast<std::size_t>(ports * per_port));
}

void ledger::take(const mqtt_message& message, std::int64_t now) {
    const bool answer = !message.correlation.empty();
    const std::string_view text = answer ? message.correlation : message.payload;
    const std::int64_t seq = stamp_in(text, "\"seq_\":", "\"seq\":") - first_seq_;
    const std::int64_t ts = stamp_in(text, "\"ts_\":", "\"ts\":");
    const int number = port_of_topic(message.topic);
    if (seq < 0 || seq >= per_port_ || ts < 0 || number < 0 || number >= static_cast<int>(ports_.size())) {
        ++foreign_;
        return;
    }
    if (answer && message.payload.find("\"state\":\"succeeded\"") == std::string_view::npos) {
        ++failed_;
        return;
    }
    port_state& port = ports_[static_cast<std::size_t>(number)];
    if (port.seen[static_cast<std::size_t>(seq)]) {
        ++duplicates_;
        return;
    }
    port.seen[static_cast<std::size_t>(seq)] = true;
    if (port.highest < 0) ++ports_seen_;
    if (seq < port.highest) ++reordered_;
    port.highest = std::max(port.highest, seq);
    if (latencies_.empty()) first_ns_ = now;
    latencies_.push_back(now - ts);
}

std::string ledger::count() const {
    return "{\"received\":" + std::to_string(latencies_.size()) + ",\"failed\":" + std::to_string(failed_) +
           ",\"ports_seen\":" + std::to_string(ports_seen_) + ",\"first_ns\":" + std::to_string(first_ns_) +
           "}";
}

std::string ledger::report() {
    std::ranges::sort(latencies_);
    const auto received = static_cast<std::int64_t>(latencies_.size());
    const std::int64_t expected = per_port_ * static_cast<std::int64_t>(ports_.size());
    std::string text = "{\"received\":" + std::to_string(received);
    const std::initializer_list<std::pair<const char*, std::int64_t>> counts{
        {"lost", expected - received}, {"duplicates", duplicates_}, {"reordered", reordered_},
        {"foreign", foreign_},         {"failed", failed_},         {"ports_seen", ports_seen_}};
    for (const auto& [name, value] : counts)
        text += ",\"" + std::string(name) + "\":" + std::to_string(value);
    const std::initializer_list<std::pair<const char*, double>> quantiles{
        {"p50_us", 0.5}, {"p90_us", 0.9}, {"p99_us", 0.99}, {"p999_us", 0.999}, {"max_us", 1}};
    for (const auto& [name, at] : quantiles)
        text += ",\"" + std::string(name) + "\":" + std::to_string(quantile_us(at));
    return text + "}";
}

// Nearest rank; -1 when nothing has come.
double ledger::quantile_us(double at) const {
    if (latencies_.empty()) return -1;
    const auto rank = static_cast<std::size_t>(at * static_cast<double>(latencies_.size() - 1) + 0.5);
    return static_cast<double>(latencies_[rank]) / 1e3;
}

}  // namespace weir::bench
