#include "tests/bench/load/sinks.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unistd.h>

namespace weir::bench {
namespace {

// `{"seq":1,"ts":2}`
std::string stamp(std::int64_t seq) {
    return "{\"seq\":" + std::to_string(seq) + ",\"ts\":" + std::to_string(now_ns()) + "}";
}

// `{"t":21.53,"h":40.2,"seq":1,"ts":2}`, with as many bytes of text as wanted.
void write_reading(std::string& line, std::int64_t seq, int text) {
    const double t = 20.0 + static_cast<double>(seq % 1000) / 100.0;
    const double h = 40.0 + static_cast<double>(seq % 97) / 10.0;
    std::array<char, 64> numbers;
    const int size = std::snprintf(numbers.data(), numbers.size(), "{\"t\":%.2f,\"h\":%.1f,", t, h);
    line.assign(numbers.data(), static_cast<std::size_t>(size));
    if (text > 0) line.append("\"text\":\"").append(static_cast<std::size_t>(text), 'x').append("\",");
    line.append(stamp(seq), 1);
}

std::vector<std::string> for_each_port(int ports, const std::string& pattern) {
    std::vector<std::string> all;
    const std::size_t hole = pattern.find("{}");
    for (int port = 0; port < ports; ++port) {
        all.push_back(pattern);
        if (hole != pattern.npos) all.back().replace(hole, 2, std::to_string(port));
    }
    return all;
}

}  // namespace

serial_sink::serial_sink(int ports, const std::string& folder, int text, std::int64_t answer_after)
    : text_(text), answer_after_(answer_after) {
    for (int port = 0; port < ports; ++port)
        devices_.push_back(std::make_unique<serial_device>(folder + "/tty" + std::to_string(port)));
}

bool serial_sink::send(int port, std::int64_t seq) {
    write_reading(line_, seq, text_);
    return devices_[static_cast<std::size_t>(port)]->send(line_);
}

std::vector<int> serial_sink::descriptors() const {
    std::vector<int> all;
    for (const auto& device : devices_)
        all.push_back(device->descriptor());
    return all;
}

void serial_sink::readable(std::size_t port) {
    for (const std::string& line : devices_[port]->read()) {
        if (line.starts_with("SET "))
            answers_.push_back({now_ns() + answer_after_, port, "OK" + line.substr(3)});
    }
    work(now_ns());
}

std::int64_t serial_sink::work(std::int64_t now) {
    while (!answers_.empty() && answers_.front().due <= now) {
        devices_[answers_.front().port]->send(answers_.front().line);
        answers_.pop_front();
    }
    return answers_.empty() ? -1 : answers_.front().due;
}

void serial_sink::finish() {
    for (const auto& device : devices_)
        device->finish(1000);
}

topic_sink::topic_sink(int ports, int broker, const std::string& topic, const std::string& response, int text)
    : text_(text),
      requests_(!response.empty()),
      mqtt_(broker, "devices-" + std::to_string(::getpid())),
      topics_(for_each_port(ports, topic)),
      responses_(for_each_port(ports, response)) {
    mqtt_.set_nonblocking();
}

bool topic_sink::send(int port, std::int64_t seq) {
    constexpr std::size_t most_queued = 4 << 20;
    if (mqtt_.queued() >= most_queued) return false;
    const auto index = static_cast<std::size_t>(port);
    if (requests_) {
        const std::string numbers = stamp(seq);
        line_ = "{\"params\":" + numbers + "}";
        mqtt_.queue({topics_[index], line_, numbers, responses_[index]});
    } else {
        write_reading(line_, seq, text_);
        mqtt_.queue({topics_[index], line_});
    }
    return true;
}

// What the socket did not take goes a millisecond later.
std::int64_t topic_sink::work(std::int64_t now) {
    return mqtt_.flush() ? -1 : now + ns_per_second / 1000;
}

}  // namespace weir::bench
