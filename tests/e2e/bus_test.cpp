#include <atomic>
#include <thread>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

// A scale that answers only when it is asked: "W" with its weight, "T" with the temperature, "Z" with OK.
class asked_device {
public:
    explicit asked_device(pty& line) : line_(line) {}

    std::atomic<bool> silent = false;
    int asked(char what) const { return counts_[static_cast<unsigned char>(what)]; }

private:
    void answer(const std::stop_token& stop) {
        std::string request;
        while (!stop.stop_requested()) {
            request += line_.read(1, 20ms);
            if (!request.ends_with('\n')) continue;
            ++counts_[static_cast<unsigned char>(request.front())];
            if (!silent) line_.write(answer_to(request));
            request.clear();
        }
    }
    std::string answer_to(const std::string& request) {
        if (request.front() == 'Z') return "OK\n";
        return request.front() == 'T' ? "T=21.5\n" : "W=" + std::to_string(++weight_) + "\n";
    }

    pty& line_;
    int weight_ = 0;
    std::array<std::atomic<int>, 256> counts_{};
    std::jthread answering_{[this](const std::stop_token& stop) { answer(stop); }};
};

class bus_e2e : public command_scene {
protected:
    static constexpr std::string_view bench = R"(
ports: { scale: { path: PTY/scale } }
sources:
  weight: { port: scale, poll: { write: "W\n", every: 20ms, timeout: 2s }, decode: text }
  warmth: { port: scale, poll: { write: "T\n", every: 50ms, timeout: 2s }, decode: text }
commands:
  zero: { port: scale, write: "Z\n", expect: "^OK$", timeout: 20s }
)";
};

TEST_F(bus_e2e, sources_that_ask_share_a_port_with_commands) {
    asked_device device(plug("scale"));
    begin(bench);
    await_count("weight/state", 5);
    await_count("warmth/state", 2);
    EXPECT_EQ(json_of(last("warmth/state")).at("value"), "T=21.5");
    for (int i = 0; i < 20; ++i) {
        const std::string id = ask("zero");
        EXPECT_EQ(await_final(id).state(), "succeeded");
    }
    const std::size_t before = payloads("weight/state").size();
    await_count("weight/state", before + 5);
    for (const std::string& each : payloads("weight/state"))
        EXPECT_TRUE(json_of(each).at("value").as_string().starts_with("W="))
            << "nobody else's answer: " << each;
}

TEST_F(bus_e2e, a_device_that_does_not_answer_is_offline_until_it_does) {
    asked_device device(plug("scale"));
    start(R"(
ports: { scale: { path: PTY/scale } }
sources:
  weight: { port: scale, poll: { write: "W\n", every: 20ms, timeout: 50ms }, decode: text }
)",
          "stats: 200ms");
    await_count("weight/state", 3);
    await("weight/availability", "online");
    device.silent = true;
    await("weight/availability", "offline");
    const auto stats = await_stats([](const boost::json::object& all) {
        return all.at("sources").at("weight").at("polls").at("timeouts").to_number<int>() >= 3;
    });
    EXPECT_GE(stats.at("sources").at("weight").at("polls").at("answered").to_number<int>(), 3);
    EXPECT_EQ(last("port/scale").find("lost"), std::string::npos) << "the port is as it was";
    device.silent = false;
    await("weight/availability", "online");
    await_count("weight/state", payloads("weight/state").size() + 3);
}

}  // namespace
}  // namespace weir::test
