#pragma once

#include <boost/json/parse.hpp>
#include <memory>
#include <string>
#include <vector>

#include "daemon/port/port.hpp"
#include "tests/support/fake_stream.hpp"
#include "tests/support/source_bench.hpp"

namespace weir::test {

// An attempt to open a port that succeeds: what comes is this line's.
inline awaitable<open_attempt> open_fake(std::shared_ptr<fake_line> line) {
    open_attempt attempt;
    attempt.stream = std::make_unique<fake_stream>(std::move(line));
    co_return attempt;
}

// A port with its source between a line that the test plays and an outbox that it reads.
class port_bench : public source_bench {
protected:
    static constexpr std::size_t outbox_limit = 10;

    // `keys` are added to the port's.
    explicit port_bench(const std::string& keys = "baud: 9600")
        : source_bench(R"(
version: 1
node: { id: n }
clock: trust
mqtt: { url: mqtt://h }
ports: { p: { path: /dev/device, frame: { line: { max: 32 } }, )" +
                           keys + R"( } }
sources:
  s: { port: p, decode: { csv: { columns: [t] } }, stale_after: 100ms }
)",
                       outbox_limit) {}
    ~port_bench() override { end(running); }

    awaitable<open_attempt> open() {
        ++attempts;
        open_attempt attempt;
        attempt.device = found_at;
        if (refusal == boost::system::errc::success) {
            attempt.stream = std::make_unique<fake_stream>(line);
        } else {
            attempt.error = make_error_code(refusal);
            attempt.reason = reason_for(attempt.error);
        }
        co_return attempt;
    }
    awaitable<void> run() {
        std::vector<awaitable<void>> both;
        both.push_back(device.run(root));
        both.push_back(reader.run(root));
        co_await run_all(std::move(both));
    }
    void fill_outbox() {
        out.connected(true);
        for (std::size_t i = 0; i < outbox_limit; ++i)
            out.push_or_drop({"other", "1"});
    }
    std::string state() { return state_of(announced["r/port/p"]); }
    static std::string state_of(const std::string& payload) {
        return payload.empty() ? "" : boost::json::parse(payload).at("state").as_string().c_str();
    }
    std::string reason() {
        return boost::json::parse(announced["r/port/p"]).at("reason").as_string().c_str();
    }

    std::shared_ptr<fake_line> line = std::make_shared<fake_line>();
    boost::system::errc::errc_t refusal = boost::system::errc::success;
    int attempts = 0;
    std::string found_at;
    std::string states;  // that were announced, each with a blank behind it
    device_changes changes;
    port device{configured.ports.at(0),
                &reader,
                {"r", [this](const port_settings&) { return open(); },
                 [this](std::string topic, std::string payload, content kind) {
                     states += state_of(payload) + ' ';
                     announce(std::move(topic), std::move(payload), kind);
                 },
                 changes}};
    spawned running{context, run()};  // begins when the loop first runs
};

}  // namespace weir::test
