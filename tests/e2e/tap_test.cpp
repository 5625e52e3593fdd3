#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/cli/columns.hpp"
#include "tests/e2e/command_scene.hpp"
#include "tests/support/terminal.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

// `weir tap --json` beside the daemon, from when the daemon has begun to tell.
class tapping {
public:
    tapping(const weir_daemon& of, std::vector<std::string> more) : child_(command(of, std::move(more))) {
        if (!wait_until([this] { return child_.out().find("\"begin\"") != std::string::npos; }))
            throw std::runtime_error("no tap: " + child_.err());
    }

    std::vector<json::object> lines() const {
        std::vector<json::object> all;
        const std::string text = child_.out();
        for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
            all.push_back(json::parse(text.substr(at, end - at)).as_object());
        return all;
    }
    // A line that has all the keys of `part`, with their values; fails when none comes.
    json::object await(const std::string& part) const {
        const json::object wanted = json::parse(part).as_object();
        json::object found;
        const auto fits = [&](const json::object& line) {
            return std::ranges::all_of(wanted, [&](const auto& each) {
                const json::value* const held = line.if_contains(each.key());
                return held != nullptr && *held == each.value();
            });
        };
        const bool came = wait_until([&] {
            for (const json::object& line : lines()) {
                if (fits(line)) found = line;
            }
            return !found.empty();
        });
        EXPECT_TRUE(came) << part << " in\n" << child_.out();
        return found;
    }
    process& child() { return child_; }

private:
    static std::vector<std::string> command(const weir_daemon& of, std::vector<std::string> more) {
        const std::vector<std::string> head{WEIR_BINARY, "tap", "--json", "--control", of.control()};
        more.insert(more.begin(), head.begin(), head.end());
        return more;
    }

    process child_;
};

// A client of the control socket that says a line and listens when it likes.
class listener {
public:
    listener(const std::string& path, const std::string& line)
        : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("connect");
        send(socket_, line.data(), line.size(), MSG_NOSIGNAL);
    }
    ~listener() { close(socket_); }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    // All up to `text`, which must come.
    bool hears(const std::string& text) {
        return wait_until([&] {
            std::array<char, 65536> some{};
            const ssize_t size = recv(socket_, some.data(), some.size(), MSG_DONTWAIT);
            if (size > 0) heard_.append(some.data(), static_cast<std::size_t>(size));
            return heard_.find(text) != std::string::npos;
        });
    }
    const std::string& heard() const { return heard_; }

private:
    int socket_;
    std::string heard_;
};

class tap_e2e : public command_scene {
protected:
    static constexpr std::string_view bench = R"(
ports: { arduino: { path: PTY/arduino }, relay: { path: PTY/relay } }
sources:
  climate:
    port: arduino
    decode: { csv: { columns: [t] } }
    process: [ { scale: { t: 0.1 } }, { range: { t: [0, 50] }, drop: true } ]
commands:
  light: { port: relay, write: "ON\n", expect: "^OK$", timeout: 20s }
)";
    static constexpr std::string_view long_lines = R"(
ports: { arduino: { path: PTY/arduino, frame: { line: { max: 4000 } } } }
sources: { climate: { port: arduino, decode: text } }
)";
};

TEST_F(tap_e2e, shows_the_bytes_the_sample_each_stage_and_the_message) {
    pty& arduino = plug("arduino");
    start(bench);
    await("climate/availability", "online");
    tapping seen(weir(), {"--what", "raw,frame,bad,sample,stage,message"});
    arduino.write("215\n");
    seen.await(R"({"port":"arduino","step":"read","bytes":"3231350a"})");
    seen.await(R"({"port":"arduino","step":"frame","bytes":"323135"})");
    EXPECT_EQ(seen.await(R"({"source":"climate","step":"sample"})").at("fields").at("t"), 215);
    const json::object scaled = seen.await(R"({"source":"climate","step":"stage","stage":"scale"})");
    EXPECT_EQ(scaled.at("fields").at("t"), 21.5);
    seen.await(R"({"source":"climate","step":"stage","stage":"range","number":2,"held_back":false})");
    const json::object sent =
        seen.await(R"({"source":"climate","step":"message","topic":"weir/bench/climate/state"})");
    await("climate/state", sent.at("payload").as_string().c_str());

    arduino.write("9999\n");
    seen.await(R"({"source":"climate","step":"stage","stage":"range","held_back":true})");
    arduino.write("nonsense\n");
    seen.await(R"({"source":"climate","step":"bad","reason":"bad_number","bytes":"6e6f6e73656e7365"})");
    arduino.write(std::string(5000, 'x') + "\n");
    seen.await(R"({"port":"arduino","step":"bad","reason":"too_long"})");
}

TEST_F(tap_e2e, shows_what_a_command_writes_and_what_becomes_of_it) {
    device& relay = simulate("relay");
    relay.answers("ON", "OK");
    begin(bench);
    const tapping seen(weir(), {});
    const tapping raw(weir(), {"relay", "--what", "raw"});
    EXPECT_EQ(await_final(ask("light")).state(), "succeeded");
    seen.await(R"({"port":"relay","step":"write","bytes":"4f4e0a"})");
    seen.await(R"({"port":"relay","step":"frame","bytes":"4f4b"})");
    seen.await(R"({"step":"message","topic":"weir/bench/cmd/light/status"})");
    const json::object write = raw.await(R"({"port":"relay","step":"write","bytes":"4f4e0a"})");
    const json::object read = raw.await(R"({"port":"relay","step":"read","bytes":"4f4b0a"})");
    EXPECT_LT(write.at("t_ns").as_int64(), read.at("t_ns").as_int64());
    for (const json::object& line : raw.lines()) {
        const auto step = line.at("step").as_string();
        EXPECT_TRUE(step == "begin" || step == "read" || step == "write") << json::serialize(line);
    }
}

TEST_F(tap_e2e, a_watcher_that_does_not_read_stops_nothing_and_is_told_what_it_missed) {
    pty& arduino = plug("arduino");
    start(long_lines);
    await("climate/availability", "online");
    listener deaf(weir().control(), "{\"do\":\"tap\"}\n");
    for (std::size_t i = 1; i <= 600; ++i)
        arduino.write(std::string(2000, 'x') + "\n");
    await_count("climate/state", 600);
    EXPECT_EQ(run_weir({"tasks", "--control", weir().control()}).status, 0);
    EXPECT_TRUE(deaf.hears("{\"dropped\":")) << deaf.heard().substr(0, 1000);
    EXPECT_NE(deaf.heard().find("\"step\":\"message\""), std::string::npos);
}

TEST_F(tap_e2e, who_hangs_up_is_forgotten) {
    pty& arduino = plug("arduino");
    start(bench);
    await("climate/availability", "online");
    for (int i = 0; i < 10; ++i) {
        tapping seen(weir(), {"climate"});
        arduino.write("215\n");
        seen.await(R"({"source":"climate","step":"message"})");
        seen.child().signal(SIGINT);
        ASSERT_EQ(seen.child().wait(), -SIGINT);
    }
    EXPECT_EQ(weir().stop(), 0);
}

TEST_F(tap_e2e, ends_in_time_or_after_its_lines_or_with_the_daemon) {
    pty& arduino = plug("arduino");
    start(bench);
    await("climate/availability", "online");
    const std::string control = weir().control();
    EXPECT_EQ(run_weir({"tap", "--seconds", "0.05", "--control", control}).status, 0);
    tapping two(weir(), {"climate", "--count", "2"});
    arduino.write("215\n");
    EXPECT_EQ(two.child().wait(), 0);
    EXPECT_EQ(two.lines().size(), 3u) << "and its beginning";

    const auto refused = run_weir({"tap", "nobody", "--control", control});
    EXPECT_EQ(refused.status, 1);
    EXPECT_EQ(refused.err, "weir: the daemon says: there is no port or source \"nobody\"\n");

    tapping to_the_end(weir(), {});
    EXPECT_EQ(weir().stop(), 0);
    EXPECT_EQ(to_the_end.child().wait(), 1);
    EXPECT_THAT(to_the_end.child().err(), ::testing::HasSubstr("has ended, or hung up"));
}

TEST_F(tap_e2e, keeps_to_the_terminals_width) {
    pty& arduino = plug("arduino");
    start(long_lines);
    await("climate/availability", "online");
    terminal by(80, 24);
    by.enter(std::string("clear; ") + WEIR_BINARY + " tap --count 3 climate --control " + weir().control());
    const auto asked = [&] {
        arduino.write("begin\n" + std::string(300, 'x') + "\xc2\xb0\n");
        return by.shows("source climate", 100ms);
    };
    EXPECT_TRUE(wait_until(asked));
    EXPECT_TRUE(by.shows("message   weir/bench/climate/state {"));
    for (const std::string& line : by.lines())
        EXPECT_LE(text_width(line), 80u) << line;
}

}  // namespace
}  // namespace weir::test
