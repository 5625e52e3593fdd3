#include <csignal>
#include <stdexcept>

#include "tests/e2e/scene.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/deaf_listener.hpp"
#include "tests/support/process.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

// A real ser2net between a pty and a port of the loopback.
class ser2net {
public:
    explicit ser2net(const std::string& device) : port_(free_port()) {
        file_ = folder_.write("ser2net.yaml", "connection: &weir\n  accepter: tcp,127.0.0.1," +
                                                  std::to_string(port_) + "\n  connector: serialdev," +
                                                  device + ",9600n81,local\n");
        start();
    }

    std::uint16_t port() const { return port_; }
    void kill() {
        process_->signal(SIGKILL);
        process_->wait();
    }
    void start() {
        process_ =
            std::make_unique<process>(std::vector<std::string>{"/usr/sbin/ser2net", "-n", "-u", "-c", file_});
    }

private:
    std::uint16_t port_;
    temp_folder folder_;
    std::string file_;
    std::unique_ptr<process> process_;
};

class tcp_port : public scene {
protected:
    void start_at(const std::string& address, const std::string& keys = "connect_timeout: 5s") {
        start("ports: { bench: { tcp: '" + address + "', " + keys + R"( } }
sources: { scale: { port: bench, decode: text } }
commands:
  tare: { port: bench, write: "T\n", expect: "^T OK" }
)");
    }
    void await_reason(const std::string& part) const {
        expect(wait_until([&] { return last("port/bench").find(part) != std::string::npos; }),
               "the reason " + part + "; it is " + last("port/bench"));
    }
};

TEST_F(tcp_port, reads_and_commands_a_device_behind_ser2net_and_finds_it_again) {
    pty& device = plug("scale");
    ser2net bridge(device.line_path());
    start_at("127.0.0.1:" + std::to_string(bridge.port()));
    await("scale/availability", "online");
    // ser2net opens the device for its peer, and a little later.
    expect(wait_until([&] {
               device.write("12.5 kg\n");
               return !payloads("scale/state").empty();
           }),
           "a sample");
    EXPECT_EQ(json_of(last("scale/state")).at("value"), "12.5 kg");
    EXPECT_EQ(json_of(last("port/bench")).at("configured").as_string(),
              "tcp 127.0.0.1:" + std::to_string(bridge.port()));

    watcher().publish("weir/bench/cmd/tare", "{}");
    EXPECT_EQ(device.read(2), "T\n");
    device.write("T OK\n");
    expect(wait_until([&] { return last("cmd/tare/last").find("succeeded") != std::string::npos; }),
           "the answer");

    for (int i = 0; i < 3; ++i) {
        bridge.kill();
        await_state("bench", "lost");
        await("scale/availability", "offline");
        await_reason("connection was refused");
        bridge.start();
        await_state("bench", "open");
        await("scale/availability", "online");
    }
    const std::size_t before = payloads("scale/state").size();
    expect(wait_until([&] {
               device.write("back\n");
               return payloads("scale/state").size() > before;
           }),
           "a sample after the return");
}

TEST_F(tcp_port, where_nobody_listens_is_said_and_tried_again) {
    start_at("127.0.0.1:" + std::to_string(free_port()));
    await_state("bench", "waiting");
    await_reason("nobody listens there");
}

TEST_F(tcp_port, that_does_not_answer_is_said_and_holds_nothing_up) {
    const deaf_listener deaf;
    start_at("127.0.0.1:" + std::to_string(deaf.port()), "connect_timeout: 500ms");
    await_reason("no answer within 500ms");
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(weir().stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST_F(tcp_port, with_a_dead_name_is_said_and_holds_nothing_up) {
    start_at("weir-no-such-host.invalid:4001", "connect_timeout: 300ms");
    await_state("bench", "waiting");
    await_reason("name");
    await("status", "online");
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(weir().stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

}  // namespace
}  // namespace weir::test
