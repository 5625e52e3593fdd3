// The subscriber: accounts for every message on bench/+/TOPIC.
//
//     meter --broker PORT --topic TOPIC
//
// Commands on stdin, one a line; each is answered with one JSON object on stdout:
//     begin PORTS FIRST_SEQ PER_PORT   forget everything; these lines will come
//     count                            how far it has come
//     report                           loss, doubles, order, latencies

#include <array>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

#include "tests/bench/load/ledger.hpp"
#include "tests/bench/load/support.hpp"

namespace weir::bench {
namespace {

std::string obey(ledger& account, const std::string& line) {
    int ports = 0;
    long long first_seq = 0, per_port = 0;
    if (line == "count") return account.count();
    if (line == "report") return account.report();
    if (std::sscanf(line.c_str(), "begin %d %lld %lld", &ports, &first_seq, &per_port) != 3)
        return R"({"error":"unknown command"})";
    account.begin(ports, first_seq, per_port);
    return R"({"event":"begun"})";
}

void say(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
}

// False when stdin ended.
bool read_commands(line_buffer& commands, ledger& account) {
    std::array<char, 256> chunk;
    const ssize_t size = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (size <= 0) return false;
    commands.append({chunk.data(), static_cast<std::size_t>(size)});
    commands.take_lines([&](std::string_view line) { say(obey(account, std::string(line))); });
    return true;
}

int run(const options& given) {
    mini_mqtt mqtt(given.number("broker", 1883), "meter-" + std::to_string(::getpid()));
    mqtt.subscribe("bench/+/" + given.text("topic", "state"));
    mqtt.set_nonblocking();
    say(R"({"event":"ready"})");

    ledger account;
    line_buffer commands;
    std::array<pollfd, 2> sources{{{mqtt.descriptor(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
    for (;;) {
        if (::poll(sources.data(), sources.size(), -1) < 0) continue;
        if (sources[0].revents != 0) {
            const auto take = [&](const mqtt_message& message) { account.take(message, now_ns()); };
            if (!mqtt.receive(take)) return 1;
        }
        if (sources[1].revents != 0 && !read_commands(commands, account)) return 0;
    }
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
    return weir::bench::run(weir::bench::options(argc, argv));
}
