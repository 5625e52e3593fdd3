#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

class tasks : public scene {
protected:
    static constexpr std::string_view two_ports = R"(
ports: { arduino: { path: PTY/arduino }, gps: { path: PTY/gps } }
sources:
  climate: { port: arduino, decode: text }
  position: { port: gps, decode: text }
)";

    static const boost::json::object* find(const boost::json::object& tree, std::string_view name) {
        if (tree.at("name").as_string() == name) return &tree;
        for (const auto& child : tree.at("children").as_array()) {
            if (const auto* found = find(child.as_object(), name)) return found;
        }
        return nullptr;
    }

    boost::json::object tree() {
        const auto told = run_weir({"tasks", "--json", "--control", weir().control()});
        EXPECT_EQ(told.status, 0) << told.err;
        return json_of(told.out).at("tasks").as_object();
    }

    // Says `text` on the control socket and goes away without waiting for an answer.
    void shout(const std::string& text) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        ASSERT_LT(weir().control().size(), sizeof address.sun_path);
        weir().control().copy(address.sun_path, sizeof address.sun_path - 1);
        const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ASSERT_EQ(connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        for (std::size_t sent = 0; sent < text.size();) {
            const ssize_t size = send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (size <= 0) break;  // it was shown the door
            sent += static_cast<std::size_t>(size);
        }
        close(socket);
    }
};

TEST_F(tasks, of_a_running_daemon_can_be_seen) {
    plug("arduino");
    start(two_ports);
    await("climate/availability", "online");

    const auto people = run_weir({"tasks", "--control", weir().control()});
    EXPECT_EQ(people.status, 0) << people.err;
    EXPECT_THAT(people.out, ::testing::StartsWith("weir  "));
    EXPECT_THAT(people.out, ::testing::ContainsRegex("arduino  awaits bytes from .*/arduino  for "));

    const auto all = tree();
    ASSERT_NE(find(all, "arduino"), nullptr);
    ASSERT_NE(find(all, "gps"), nullptr);
    EXPECT_THAT(find(all, "gps")->at("awaits").as_string().c_str(), ::testing::HasSubstr("/gps"));
}

TEST_F(tasks, tell_of_restarts_and_why) {
    pty& device = plug("arduino");
    start(two_ports);
    await("climate/availability", "online");
    device.hang_up();
    await("climate/availability", "offline");
    device.come_back();
    await("climate/availability", "online");

    const auto all = tree();
    ASSERT_NE(find(all, "arduino"), nullptr);
    EXPECT_GE(find(all, "arduino")->at("restarts").as_int64(), 1);
    EXPECT_FALSE(find(all, "arduino")->at("last_error").is_null());
}

TEST_F(tasks, are_still_told_after_nonsense_was_asked) {
    plug("arduino");
    start(two_ports);
    await("climate/availability", "online");
    for (const auto& nonsense : {std::string(), std::string("\n\n\n"), std::string("{\"cmd\":"),
                                 std::string(1'000'000, '['), std::string("\0\xff\n", 3)}) {
        shout(nonsense);
        EXPECT_EQ(run_weir({"tasks", "--control", weir().control()}).status, 0);
    }
    EXPECT_EQ(weir().stop(), 0);
}

}  // namespace
}  // namespace weir::test
