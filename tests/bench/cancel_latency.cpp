// How long a cancel takes, from the client that asks for it to its bytes on the wire. The real daemon, a
// private Mosquitto, a device behind a pty. (How long commands take: ./dev bench --scenarios s8,s9.)
//
//     cancel_latency [COUNT] [--json]
#include <algorithm>
#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/weir_daemon.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using time_point = std::chrono::steady_clock::time_point;

// Leaves "H n" without an answer, and notes when an "X" arrives.
class bench_device {
public:
    bench_device() : works_([this] { work(); }) {}
    ~bench_device() {
        stop_ = true;
        works_.join();
    }
    bench_device(const bench_device&) = delete;
    bench_device& operator=(const bench_device&) = delete;

    const std::string& path() const { return line_.path(); }
    int held() const { return held_; }
    int calls_off() const { return calls_off_; }
    time_point called_off_at() const { return called_off_at_; }

private:
    void work() {
        std::string pending;
        while (!stop_) {
            pending += arrived();
            for (auto end = pending.find('\n'); end != pending.npos; end = pending.find('\n')) {
                take(pending.substr(0, end));
                pending.erase(0, end + 1);
            }
        }
    }
    // At once when something comes; pty::read() would wait for more.
    std::string arrived() const {
        pollfd wanted{line_.descriptor(), POLLIN, 0};
        if (::poll(&wanted, 1, 50) <= 0) return {};
        std::array<char, 4096> buffer{};
        const ssize_t size = ::read(line_.descriptor(), buffer.data(), buffer.size());
        return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }
    void take(const std::string& line) {
        if (line.starts_with("H ")) ++held_;
        if (line != "X") return;
        called_off_at_ = std::chrono::steady_clock::now();
        line_.write("STOPPED\n");
        ++calls_off_;
    }

    pty line_;
    std::atomic<bool> stop_ = false;
    std::atomic<int> held_ = 0;
    std::atomic<int> calls_off_ = 0;
    std::atomic<time_point> called_off_at_{};
    std::thread works_;
};

std::string configuration(const broker& to, const bench_device& device) {
    return "version: 1\nclock: trust\nnode: { id: bench }\nmqtt: { url: \"mqtt://127.0.0.1:" +
           std::to_string(to.port()) + "\" }\nports: { p: { path: " + device.path() + " } }\n" + R"(
commands:
  hold:
    port: p
    params: { n: { type: integer } }
    write: "H {n}\n"
    expect: "^DONE {n}$"
    cancel: { write: "X\n", expect: "^STOPPED$" }
    timeout: 30s
    settle: 0s
)";
}

void require(bool held, const char* what) {
    if (held) return;
    std::fprintf(stderr, "cancel_latency: waited in vain for %s\n", what);
    std::exit(1);
}

class bench {
public:
    explicit bench(int count) : count_(count) {
        client_.subscribe("weir/bench/status");
        require(client_.wait_for("weir/bench/status", "online"), "the daemon");
        client_.subscribe("weir/bench/cmd/hold/status");
    }

    std::vector<double> cancels() {
        std::vector<double> times;
        for (int i = 0; i < count_; ++i) {
            const std::size_t before = client_.count();
            client_.publish("weir/bench/cmd/hold", std::to_string(i), 0);
            require(wait_until([&] { return device_.held() == i + 1; }), "the device to hold");
            const time_point start = std::chrono::steady_clock::now();
            client_.publish("weir/bench/cmd/hold/cancel", "", 0);
            require(wait_until([&] { return device_.calls_off() == i + 1; }), "the bytes of the cancel");
            times.push_back(milliseconds(device_.called_off_at() - start));
            // accepted, running, canceling, the cancel's answer, canceled
            require(client_.wait_for_count(before + 5), "the end of the cancel");
        }
        return times;
    }

private:
    static double milliseconds(std::chrono::nanoseconds time) {
        return std::chrono::duration<double, std::milli>(time).count();
    }

    const int count_;
    broker broker_{{.extra = "set_tcp_nodelay true"}};
    bench_device device_;
    mqtt_client client_{broker_.port()};
    weir_daemon weir_{configuration(broker_, device_)};
};

double quantile(const std::vector<double>& sorted, double at) {
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(at * last + 0.5)];
}

void show(const char* what, std::vector<double> times, bool json) {
    std::ranges::sort(times);
    const double p50 = quantile(times, 0.5), p99 = quantile(times, 0.99), p999 = quantile(times, 0.999);
    if (json) {
        const boost::json::object line{
            {"what", what}, {"count", times.size()}, {"p50_ms", p50}, {"p99_ms", p99}, {"p999_ms", p999}};
        std::printf("%s\n", boost::json::serialize(line).c_str());
    } else {
        std::printf("%-34s %6zu   %8.3f   %8.3f   %8.3f\n", what, times.size(), p50, p99, p999);
    }
}

}  // namespace
}  // namespace weir::test

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const bool json = std::ranges::find(words, "--json") != words.end();
    const int count = !words.empty() && words[0] != "--json" ? std::atoi(words[0].c_str()) : 2000;
    if (count < 1) return 2;
    weir::test::bench bench(count);
    if (!json) std::printf("%-34s %6s   %8s   %8s   %8s\n", "ms", "count", "p50", "p99", "p99.9");
    weir::test::show("cancel -> its bytes on the wire", bench.cancels(), json);
}
