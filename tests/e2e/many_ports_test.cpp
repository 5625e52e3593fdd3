#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

constexpr int port_count = 200;

class many_ports : public scene {
protected:
    static std::string name_of(int number) { return "p" + std::to_string(number); }
    static std::string ports_and_sources() {
        std::string ports = "ports:\n";
        std::string sources = "sources:\n";
        for (int number = 0; number < port_count; ++number) {
            const std::string name = name_of(number);
            ports += "  " + name + ": { path: PTY/" + name + " }\n";
            sources += "  " + name + ": { port: " + name + ", decode: text }\n";
        }
        return ports + sources;
    }
};

TEST_F(many_ports, are_read_by_one_daemon) {
    std::vector<pty*> devices;
    for (int number = 0; number < port_count; ++number)
        devices.push_back(&plug(name_of(number)));
    start(ports_and_sources());
    for (int number = 0; number < port_count; ++number)
        await(name_of(number) + "/availability", "online");

    for (int round = 1; round <= 10; ++round) {
        for (int number = 0; number < port_count; ++number) {
            devices.at(static_cast<std::size_t>(number))->write("line " + std::to_string(round) + "\n");
        }
    }
    for (int number = 0; number < port_count; ++number) {
        const std::string topic = name_of(number) + "/state";
        await_count(topic, 10);
        const auto latest = json_of(last(topic));
        EXPECT_EQ(latest.at("seq").as_int64(), 10) << topic;
        EXPECT_EQ(latest.at("value"), "line 10") << topic;
    }
}

}  // namespace
}  // namespace weir::test
