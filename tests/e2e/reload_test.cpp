#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

#include "tests/e2e/command_scene.hpp"

namespace weir::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The configuration is written anew and read again while weir runs.
class reload : public command_scene {
protected:
    void configure(std::string_view rest, std::string_view mqtt = "") {
        weir().configure(configuration(rest, mqtt));
    }
    finished reload_now() { return run_weir({"reload", "--control", weir().control()}); }
    void reload_to(std::string_view rest, const std::string& said, std::string_view mqtt = "") {
        configure(rest, mqtt);
        const finished done = reload_now();
        expect(done.status == 0, "a reload; it is: " + done.err);
        EXPECT_EQ(done.out, said + "\n");
        EXPECT_THAT(done.err, ::testing::Not(::testing::StartsWith("\""))) << "text, and no JSON";
    }
    // Some task of the daemon waits for this.
    void await_task(const std::string& what) {
        const auto waits = [&] {
            return run_weir({"tasks", "--control", weir().control()}).out.find(what) != std::string::npos;
        };
        expect(wait_until(waits), "a task that awaits " + what);
    }
    bool holds_open(const pty& line) {
        const std::string folder = "/proc/" + std::to_string(weir().child().pid()) + "/fd";
        for (const auto& each : std::filesystem::directory_iterator(folder)) {
            std::error_code gone;
            if (std::filesystem::read_symlink(each.path(), gone) == line.line_path()) return true;
        }
        return false;
    }
    std::size_t times_open(const std::string& port) const {
        const auto all = payloads("port/" + port);
        return static_cast<std::size_t>(std::ranges::count_if(all, [](const std::string& each) {
            return each.find(R"("state":"open")") != std::string::npos;
        }));
    }
    std::vector<std::int64_t> numbers(const std::string& topic, const char* key) const {
        std::vector<std::int64_t> all;
        for (const std::string& each : payloads(topic))
            all.push_back(json_of(each).at(key).as_int64());
        return all;
    }
    // 1, 2, 3 ... to the end.
    void expect_unbroken(const std::string& topic, const char* key, std::size_t count) const {
        const std::vector<std::int64_t> all = numbers(topic, key);
        ASSERT_EQ(all.size(), count) << topic;
        for (std::size_t i = 0; i < count; ++i)
            ASSERT_EQ(all[i], static_cast<std::int64_t>(i) + 1) << topic << ' ' << key;
    }
};

constexpr const char* one_port = R"(
ports: { steady: { path: PTY/steady } }
sources: { steady: { port: steady, decode: { csv: { columns: [n] } } } }
)";

// Numbered lines to a port and messages to a topic, until it is stopped.
class stream {
public:
    stream(pty& line, std::uint16_t broker) : line_(line), client_(broker), thread_([this] { flow(); }) {}
    ~stream() { stop(); }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    std::size_t stop() {
        over_ = true;
        if (thread_.joinable()) thread_.join();
        return sent_;
    }

private:
    void flow() {
        while (!over_) {
            const std::string number = std::to_string(++sent_);
            line_.write(number + "\n");
            client_.publish("outdoor", R"({"n":)" + number + "}");
            std::this_thread::sleep_for(std::chrono::milliseconds(1));  // a device's pace
        }
    }

    pty& line_;
    mqtt_client client_;
    std::atomic<bool> over_ = false;
    std::size_t sent_ = 0;
    std::thread thread_;
};

TEST_F(reload, a_stream_goes_through_a_hundred_of_them_unbroken) {
    pty& steady = plug("steady");
    pty& changing = plug("changing");
    plug("other");
    const auto variant = [](int round) {
        const std::string stale = std::to_string(round % 7 + 10) + "s";
        const std::string baud = round % 2 == 0 ? "9600" : "19200";
        return "ports: { steady: { path: PTY/steady }, changing: { path: PTY/changing }, other: { path: "
               "PTY/other, baud: " +
               baud + " } }\nsources:\n" +
               "  steady: { port: steady, decode: { csv: { columns: [n] } } }\n"
               "  outdoor: { topic: outdoor, decode: json }\n"
               "  changing: { port: changing, decode: { csv: { columns: [n] } }, stale_after: " +
               stale + " }\n  indoor: { topic: indoor" + std::to_string(round % 3) + ", decode: json }\n";
    };
    start(variant(0));
    await("outdoor/availability", "online");
    await_state("steady", "open");
    await_state("changing", "open");
    stream flowing(steady, broker_.port());
    for (int round = 1; round <= 100; ++round) {
        changing.write("7\n");
        await_count("changing/state", static_cast<std::size_t>(round));
        reload_to(variant(round), "ports: other restarted; sources: changing changed, indoor changed");
    }
    const std::size_t sent = flowing.stop();
    await_count("steady/state", sent);
    await_count("outdoor/state", sent);
    for (const char* const topic : {"steady/state", "outdoor/state"}) {
        expect_unbroken(topic, "seq", sent);
        expect_unbroken(topic, "n", sent);
    }
    EXPECT_THAT(numbers("changing/state", "seq"), ::testing::Each(1));
    EXPECT_EQ(times_open("steady"), 1U);
    EXPECT_EQ(times_open("changing"), 1U);
    EXPECT_THAT(payloads("status"), ElementsAre("online"));
}

TEST_F(reload, a_bad_file_changes_nothing_and_says_so) {
    pty& steady = plug("steady");
    start(one_port, "stats: 1s");
    await("steady/availability", "online");
    steady.write("1\n");
    await_count("steady/state", 1);
    configure("ports: { steady: { path: PTY/steady, buad: 4800 } }\n");
    const finished refused = reload_now();
    EXPECT_EQ(refused.status, 78);
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, HasSubstr("error: unknown key 'buad' in ports.steady"));
    EXPECT_THAT(refused.err, HasSubstr("did you mean 'baud'?"));
    EXPECT_THAT(weir().log(), HasSubstr("reload: the configuration stays as it was"));
    EXPECT_THAT(weir().log(), HasSubstr("unknown key 'buad'"));
    steady.write("2\n");
    await_count("steady/state", 2);
    expect_unbroken("steady/state", "seq", 2);
    await_stats([](const auto& stats) {
        return stats.at("reloads_failed").as_int64() == 1 && stats.at("reloads").as_int64() == 0;
    });
    reload_to(one_port, "changed: mqtt.stats");
}

TEST_F(reload, sighup_does_it_too) {
    plug("steady");
    plug("more");
    start(one_port);
    await_state("steady", "open");
    configure("ports: { steady: { path: PTY/steady }, more: { path: PTY/more } }\n" +
              std::string(one_port).substr(std::string_view(one_port).find("sources")));
    weir().child().signal(SIGHUP);
    await_state("more", "open");
    expect(wait_until([&] { return weir().log().find("reload: ports: more new") != std::string::npos; }),
           "the log");
    EXPECT_EQ(times_open("steady"), 1U);
}

TEST_F(reload, what_is_removed_closes_and_its_retained_topics_are_cleared) {
    pty& old = plug("old");
    plug("steady");
    start(R"(
ports: { steady: { path: PTY/steady }, old: { path: PTY/old } }
sources:
  steady: { port: steady, decode: { csv: { columns: [n] } } }
  aged: { port: old, decode: text }
)");
    await_state("old", "open");
    old.write("x\n");
    await_count("aged/state", 1);
    ASSERT_NE(late_comer("weir/bench/port/old"), "");
    ASSERT_TRUE(holds_open(old));
    reload_to(one_port, "ports: old removed; sources: aged removed");
    await("port/old", "");
    await("aged/availability", "");
    EXPECT_EQ(late_comer("weir/bench/port/old"), "");
    EXPECT_EQ(late_comer("weir/bench/aged/availability"), "");
    EXPECT_NE(late_comer("weir/bench/port/steady"), "");
    const boost::json::object info = json_of(late_comer("weir/bench/info"));
    EXPECT_EQ(info.at("sources"), (boost::json::array{"steady"}));
    EXPECT_FALSE(holds_open(old));
}

TEST_F(reload, a_changed_line_opens_only_its_own_port_anew) {
    pty& gps = plug("gps");
    plug("steady");
    const auto configured = [](const char* baud) {
        return std::string(R"(
ports: { steady: { path: PTY/steady }, gps: { path: PTY/gps, baud: )") +
               baud + R"( } }
sources:
  steady: { port: steady, decode: { csv: { columns: [n] } } }
  position: { port: gps, decode: { csv: { columns: [n] } } }
)";
    };
    start(configured("4800"));
    await_state("gps", "open");
    await_state("steady", "open");
    gps.write("1\n");
    await_count("position/state", 1);
    reload_to(configured("9600"), "ports: gps restarted");
    expect(wait_until([&] { return times_open("gps") == 2; }), "gps to open again");
    await("position/availability", "online");
    gps.write("2\n");
    await_count("position/state", 2);
    expect_unbroken("position/state", "seq", 2);
    EXPECT_EQ(times_open("steady"), 1U);
}

TEST_F(reload, a_running_command_succeeds_and_one_that_comes_meanwhile_waits_for_the_new_ones) {
    device& arduino = simulate("arduino");
    const auto configured = [](const std::string& more) {
        return R"(
ports: { arduino: { path: PTY/arduino } }
commands:
  slow: { port: arduino, write: "S\n", expect: ^OK S, timeout: 60s, settle: 0s }
)" + more;
    };
    begin(configured(""));
    const std::string running = ask("slow");
    await_state_of(running, "running");
    ASSERT_TRUE(arduino.receives("S"));
    configure(configured("  fresh: { port: arduino, write: \"F\\n\", expect: ^OK F, timeout: 60s }\n"));
    finished done;
    std::thread reloading([&] { done = reload_now(); });
    await_task("the end of commands");
    const std::string waiting = ask("slow");
    catch_up();
    EXPECT_THAT(states(waiting), ElementsAre());
    arduino.says("OK S");
    expect_end(running, {"succeeded", "OK", "applied"});
    reloading.join();
    EXPECT_EQ(done.status, 0) << done.err;
    EXPECT_EQ(done.out, "commands: fresh new\n");
    ASSERT_TRUE(arduino.receives("S", 2));
    arduino.says("OK S");
    expect_end(waiting, {"succeeded", "OK", "applied"});
    arduino.answers("F", "OK F");
    expect_end(ask("fresh"), {"succeeded", "OK", "applied"});
}

TEST_F(reload, another_prefix_starts_everything_anew_in_the_same_process) {
    pty& steady = plug("steady");
    start(one_port);
    await("steady/availability", "online");
    const pid_t process = weir().child().pid();
    reload_to(one_port, "everything restarts, since mqtt has changed; sources: steady changed",
              "prefix: other");
    await("status", "offline");
    EXPECT_EQ(last("steady/availability"), "offline");
    const auto is_online = [&] {
        const auto all = all_of("other/bench/status");
        return !all.empty() && all.back() == "online";
    };
    expect(wait_until(is_online), "the node under its new prefix");
    steady.write("1\n");
    expect(wait_until([&] { return !all_of("other/bench/steady/state").empty(); }), "a sample there");
    EXPECT_EQ(json_of(all_of("other/bench/steady/state").front()).at("seq").as_int64(), 1);
    EXPECT_EQ(weir().child().pid(), process);
    EXPECT_TRUE(weir().child().running());
    EXPECT_EQ(weir().stop(), 0);
}

TEST_F(reload, sigterm_ends_one_that_waits_for_a_command) {
    device& arduino = simulate("arduino");
    begin(R"(
ports: { arduino: { path: PTY/arduino } }
commands: { slow: { port: arduino, write: "S\n", expect: ^OK S, timeout: 10min, settle: 0s } }
)");
    const std::string running = ask("slow");
    await_state_of(running, "running");
    ASSERT_TRUE(arduino.receives("S"));
    configure("ports: { arduino: { path: PTY/arduino } }\n");
    finished done;
    std::thread reloading([&] { done = reload_now(); });
    await_task("the end of commands");
    const std::string waiting = ask("slow");
    catch_up();
    EXPECT_THAT(states(waiting), ElementsAre());
    EXPECT_EQ(weir().stop(), 0);
    reloading.join();
    EXPECT_EQ(done.status, 1) << done.out;
    for (const std::string& id : {running, waiting})
        EXPECT_EQ(await_final(id).state(), "canceled");
}

TEST_F(reload, says_when_no_daemon_is_there) {
    const finished alone = run_weir({"reload", "--control", "/nonexistent/control.sock"});
    EXPECT_EQ(alone.status, 1);
    EXPECT_THAT(alone.err, HasSubstr("/nonexistent/control.sock"));
}

}  // namespace
}  // namespace weir::test
