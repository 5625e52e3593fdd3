// What weir writes to disk while it runs: SD cards wear out.
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sys/inotify.h>
#include <unistd.h>

#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

namespace fs = std::filesystem;

// The names of what is made, changed or removed in some folders.
class folder_watch {
public:
    explicit folder_watch(const std::vector<std::string>& folders)
        : notices_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        constexpr std::uint32_t changes =
            IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVE | IN_ATTRIB | IN_CLOSE_WRITE;
        for (const std::string& each : folders) {
            if (inotify_add_watch(notices_, each.c_str(), changes) < 0)
                throw std::runtime_error("cannot watch " + each);
        }
    }
    ~folder_watch() { close(notices_); }
    folder_watch(const folder_watch&) = delete;
    folder_watch& operator=(const folder_watch&) = delete;

    // Since it was last asked.
    std::set<std::string> changed() const {
        std::set<std::string> names;
        alignas(inotify_event) std::array<char, 65536> some{};
        ssize_t size = 0;
        while ((size = read(notices_, some.data(), some.size())) > 0) {
            for (const char* at = some.data(); at < some.data() + size;) {
                const auto* const event = reinterpret_cast<const inotify_event*>(at);
                names.insert(event->len > 0 ? std::string(static_cast<const char*>(event->name)) : ".");
                at += sizeof(inotify_event) + event->len;
            }
        }
        return names;
    }

private:
    int notices_;
};

// The regular files that a process has open for writing, but for its output and what it has inherited from
// this one, as ctest's log.
std::set<std::string> open_for_writing(pid_t process) {
    const fs::path at = "/proc/" + std::to_string(process);
    std::set<std::string> names;
    for (const fs::directory_entry& each : fs::directory_iterator(at / "fd")) {
        const std::string number = each.path().filename();
        if (number == "1" || number == "2" || !fs::is_regular_file(each.path())) continue;
        std::error_code not_ours;
        if (fs::equivalent(each.path(), "/proc/self/fd/" + number, not_ours)) continue;
        std::ifstream about(at / "fdinfo" / number);
        for (std::string line; std::getline(about, line);) {
            if (line.starts_with("flags:") &&
                (std::stoul(line.substr(6), nullptr, 8) & O_ACCMODE) != O_RDONLY)
                names.insert(fs::read_symlink(each.path()).filename());
        }
    }
    return names;
}

// What it has caused to be sent to the storage. Nothing: we may not know.
std::optional<std::string> bytes_written(pid_t process) {
    std::ifstream all("/proc/" + std::to_string(process) + "/io");
    for (std::string line; std::getline(all, line);) {
        if (line.starts_with("write_bytes:")) return line;
    }
    return std::nullopt;
}

class disk : public scene {
protected:
    static constexpr std::string_view bench = R"(
ports: { arduino: { path: PTY/arduino }, relay: { path: PTY/relay } }
sources:
  climate: { port: arduino, decode: { csv: { columns: [t, h] } }, publish: { qos: 1, retain: true }, stale_after: 10s }
)";
    static constexpr std::string_view command = R"(
commands:
  set: { port: relay, params: { on: { type: integer } }, write: "S {on}\n", expect: "^OK$", timeout: 30s }
)";

    // weir can write to these folders alone that anything is expected in.
    void begin(const std::string& configured) {
        start_as({.environment = {{"STATE_DIRECTORY", state_.path()},
                                  {"TMPDIR", home_.path()},
                                  {"HOME", home_.path()}},
                  .launcher = {"env", "-C", home_.path()}},
                 configured);
        await("status", "online");
        await_state("arduino", "open");
        await_state("relay", "open");
        own_.emplace(std::vector{fs::path(weir().control()).parent_path().string(), state_.path().string(),
                                 home_.path().string()});
    }
    void say(int number) {
        arduino_.write("bad\n" + std::to_string(number) + ",1\n");
        const auto came = [&] {
            const std::string latest = late_comer("weir/bench/climate/state");
            return !latest.empty() && json_of(latest).at("t") == number;
        };
        expect(wait_until(came), "sample " + std::to_string(number));
    }
    void lose_broker() {
        broker_.kill();
        arduino_.write("0,1\n");
        bring_back_broker();
        await("status", "online");
    }

    pty& arduino_ = plug("arduino");
    pty& relay_ = plug("relay");
    temp_folder state_;
    temp_folder home_;
    std::optional<folder_watch> own_;
};

TEST_F(disk, is_left_alone_by_samples_bad_lines_and_a_broker_that_comes_and_goes) {
    begin(std::string(bench));
    say(1);
    const pid_t process = weir().child().pid();
    const auto written = bytes_written(process);
    own_->changed();

    for (int round = 2; round <= 4; ++round) {
        lose_broker();
        say(round);
        EXPECT_EQ(open_for_writing(process), std::set<std::string>{"commands.jsonl"}) << "round " << round;
    }

    EXPECT_EQ(own_->changed(), std::set<std::string>{});
    EXPECT_EQ(bytes_written(process), written);
}

TEST_F(disk, is_written_to_by_commands_alone_and_that_is_their_journal) {
    begin(std::string(bench) + std::string(command));
    say(1);
    own_->changed();
    lose_broker();
    say(2);
    EXPECT_EQ(own_->changed(), std::set<std::string>{});

    mqtt_client client(broker_.port());
    client.publish("weir/bench/cmd/set", R"({"id":"a","params":{"on":1}})", 1);
    EXPECT_EQ(relay_.read(4), "S 1\n");
    relay_.write("OK\n");
    expect(wait_until([&] { return last("cmd/set/status").find("succeeded") != std::string::npos; }),
           "the answer");
    say(3);
    EXPECT_EQ(own_->changed(), std::set<std::string>{"commands.jsonl"});
    EXPECT_EQ(open_for_writing(weir().child().pid()), std::set<std::string>{"commands.jsonl"});
}

}  // namespace
}  // namespace weir::test
