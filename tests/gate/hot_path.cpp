// A message's way from the bytes that a port has read to the outbox's end: framer, decoder, stages, time
// stamp, format; without kernel, broker and MQTT library. `run` counts what it costs, by way of callgrind.
#include <array>
#include <boost/version.hpp>
#include <gnu/libc-version.h>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/source.hpp"
#include "daemon/topic_input.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"

namespace weir::gate {
namespace {

using namespace std::chrono_literals;

using chunks = std::vector<std::string>;  // what one read of the port gave, or a message's payload

struct scene {
    std::string_view name;
    std::string_view source;  // as a user writes it
    chunks (*read)();
};

settings settings_of(const scene& of) {
    const std::string yaml =
        "version: 1\nnode: { id: greenhouse }\nclock: trust\nmqtt: { url: mqtt://localhost }\n"
        "ports: { p: { path: /dev/ttyUSB0 } }\nsources:\n  s: " +
        std::string(of.source) + "\n";
    load_result result = parse_config(yaml, std::string(of.name), all_catalogues());
    if (!result.settings) throw std::runtime_error(result.errors);
    return std::move(*result.settings);
}

// A source with its input and its outbox, fed as by a port (port.cpp) or by a topic.
class hot_path {
public:
    explicit hot_path(const scene& of) : configured_(settings_of(of)), read_(of.read()) {
        problems none;
        framer_ = make_framer(configured_.ports.at(0).frame, none);
        out_.on_push = [this](const outgoing& /*pushed*/) {
            out_.pop();
            ++published_;
        };
        out_.connected(true);
        reader_.input_up(now_);
    }

    // Everything once, 10 ms from one to the next.
    void take_all() {
        const bool from_port = configured_.sources.front().port.has_value();
        for (const std::string& chunk : read_) {
            now_ += 10ms;
            if (from_port) {
                cut(chunk);
            } else {
                topic_.on_message(message_of(chunk));
            }
        }
    }

    std::size_t published() const { return published_; }

private:
    void cut(std::string_view bytes) {
        framer_->feed(bytes, now_);
        for (auto found = framer_->next(); found.what != framer::more; found = framer_->next()) {
            if (reader_.take({found.frame}, now_) != reject::none) throw std::runtime_error("bad frame");
        }
        if (!reader_.try_deliver()) throw std::runtime_error("no room");
    }

    const incoming& message_of(const std::string& payload) {
        message_.payload = payload;
        return message_;
    }

    const settings configured_;
    const chunks read_;
    monotonic_time now_ = monotonic_clock::now();
    sample_clock clock_{clock_trust::trust};
    outbox out_{{}};
    source reader_{configured_.sources.at(0), {"weir/greenhouse", clock_, out_, [](auto&&...) {}}};
    topic_input topic_{reader_};
    incoming message_{"zigbee/north", {}, 0, false};
    std::unique_ptr<framer> framer_;
    std::size_t published_ = 0;
};

// --- Scenes
// ---------------------------------------------------------------------------------------------------

constexpr int different = 60;

std::string json_line(int n) {
    const std::string cents = std::to_string(10 + 7 * n % 90);
    return R"({"t":21.)" + cents + R"(,"h":40.)" + std::to_string(n % 10) + R"(,"seq":)" +
           std::to_string(1000 + n) + R"(,"ts":)" + std::to_string(171'234'567'890 + 20'000 * n) + "}\n";
}

std::string csv_line(int n) {
    return std::to_string(200 + n) + ",4" + std::to_string(n % 10) + "." + std::to_string(10 + n % 90) +
           "\r\n";
}

template <std::string (*Line)(int)>
chunks each_line() {
    chunks all;
    for (int n = 0; n < different; ++n)
        all.push_back(Line(n));
    return all;
}

// As a line that is always busy is read: 256 bytes at a time, wherever they end.
chunks busy_line() {
    std::string stream;
    for (const std::string& line : each_line<json_line>())
        stream += line;
    chunks all;
    for (std::size_t at = 0; at < stream.size(); at += 256)
        all.push_back(stream.substr(at, 256));
    return all;
}

chunks gnss() {
    chunks all;
    for (int second = 0; second < different; ++second) {
        const std::string time = "1235" + std::to_string(100 + second).substr(1) + ".00,";
        all.push_back(test::nmea("GPGGA," + time + "4807.03812,N,01131.00047,E,1,08,0.9,545.4,M,46.9,M,,") +
                      "\r\n");
        all.push_back(test::nmea("GPRMC," + time + "A,4807.03812,N,01131.00047,E,0.224,84.4,231126,,,A") +
                      "\r\n");
    }
    return all;
}

// What a radio sensor's gateway publishes.
std::string radio_payload(int n) {
    return R"({"air":{"temperature":21.)" + std::to_string(10 + 7 * n % 90) + R"(,"relative_humidity":)" +
           std::to_string(40 + n % 20) + R"(},"battery":100,"linkquality":)" + std::to_string(90 + n % 100) +
           R"(,"last_seen":"2026-11-22T14:31:05+01:00"})";
}

std::string number_line(int n) {
    return "  1" + std::to_string(n) + ".5\n";
}

// The benchmark's work (tests/bench): two numbers, a scale, a topic.
constexpr std::string_view benchmark =
    "{ port: p, decode: json, process: [ { scale: { t: 1.8 } }, { offset: { t: 32 } }, { round: { t: 2 } } ],"
    " publish: { topic: bench/0/state } }";

constexpr std::array<scene, 7> scenes{{
    {"json", benchmark, each_line<json_line>},
    {"json_busy", benchmark, busy_line},
    {"csv",
     "{ port: p, decode: { csv: { columns: [t, h] } }, process: [ { scale: { t: 0.1 } } ],"
     " fields: { temperature: { from: t, unit: °C }, humidity: { from: h, unit: '%' } } }",
     each_line<csv_line>},
    {"nmea", "{ port: p, decode: nmea }", gnss},
    {"text", "{ port: p, decode: { text: { type: number } }, process: [ { round: 1 } ] }",
     each_line<number_line>},
    {"value",
     "{ port: p, decode: { csv: { columns: [t, h] } },"
     " publish: { topic: 'weir/greenhouse/north/{field}', format: value } }",
     each_line<csv_line>},
    {"topic", "{ topic: zigbee/north, decode: json, process: [ { drop: [linkquality] } ] }",
     each_line<radio_payload>},
}};

}  // namespace

// The instructions in here are counted; callgrind finds it by this name.
extern "C" [[gnu::noinline]] void weir_gate_measured(hot_path& path, int times) {
    for (int i = 0; i < times; ++i)
        path.take_all();
}

namespace {

void measure(const scene& each) {
    hot_path path(each);
    path.take_all();
    path.take_all();
    const std::size_t allocations_before = test::allocations();
    const std::size_t published_before = path.published();
    weir_gate_measured(path, 10);
    const std::size_t allocations = test::allocations() - allocations_before;
    const std::size_t published = path.published() - published_before;
    std::cout << each.name << ' ' << published << ' ' << allocations << std::endl;
}

}  // namespace

}  // namespace weir::gate

// Prints what it was made with; then each scene's name, its messages and their allocations.
int main() {
    std::cout << "g++ " << __VERSION__ << ", glibc " << gnu_get_libc_version() << ", Boost "
              << BOOST_LIB_VERSION << '\n';
    for (const auto& each : weir::gate::scenes)
        weir::gate::measure(each);
}
