#include <csignal>
#include <filesystem>

#include "tests/e2e/heard.hpp"
#include "tests/e2e/scene.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class recording : public scene {
protected:
    std::string config(std::string_view rest) const { return files.write("weir.yaml", configuration(rest)); }
    process& record(const std::string& port, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {WEIR_BINARY, "record", port, "-o", file});
        running = std::make_unique<process>(std::move(more));
        expect(wait_until([&] { return !running->running() || says("recording to"); }), running->err());
        return *running;
    }
    bool says(std::string_view what) const { return running->err().find(what) != std::string::npos; }
    void await_bytes(std::size_t count) {
        expect(wait_until([&] { return heard(content_of(file)).received.size() >= count; }), "the bytes");
    }
    void stop(int signal = SIGINT) {
        running->signal(signal);
        EXPECT_EQ(running->wait(), 0) << running->err();
    }
    // A climate sensor's lines, a moment apart, as a recording.
    std::string climate() const {
        const std::vector<std::string> lines{"23.4,41\n", "23.5,", "42\n", "x,1\n", "-0.5,\n"};
        std::string bytes = head_of("arduino");
        record_writer writer;
        duration at{};
        writer.write(record_kind::opened, at, {}, bytes);
        for (const std::string& line : lines)
            writer.write(record_kind::received, at += 50ms, line, bytes);
        return bytes;
    }
    finished replay(const std::string& from, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"replay", from, "-c", files / "weir.yaml"});
        return run_weir(std::move(more));
    }

    static constexpr std::string_view climate_config = R"(
ports: { arduino: { path: PTY/arduino, baud: 115200 } }
sources:
  climate:
    port: arduino
    decode: { csv: { columns: [temperature, humidity] } }
)";
    const temp_folder files;
    const std::string file = files / "one.wrec";
    std::unique_ptr<process> running;
};

TEST_F(recording, has_every_byte_that_the_device_sent) {
    pty& device = plug("arduino");
    record(device.path(), {"--baud", "115200"});
    std::string sent;
    for (int i = 0; i < 20'000; ++i)
        sent += static_cast<char>(i * i % 257);
    for (std::size_t at = 0; at < sent.size(); at += 777)
        device.write(std::string_view(sent).substr(at, 777));
    await_bytes(sent.size());
    stop();
    const heard all(content_of(file));
    EXPECT_EQ(all.received, sent);
    EXPECT_EQ(all.error, "");
    EXPECT_THAT(all.kinds, ElementsAre("opened", "received", "closed"));
    EXPECT_THAT(running->out(), HasSubstr(file + ": 20000 bytes of " + device.path()));
}

TEST_F(recording, of_a_configured_port_is_whole_though_it_is_killed) {
    pty& device = plug("arduino");
    record("arduino", {"-c", config(climate_config)});
    device.write("23.4,41\n");
    await_bytes(8);
    running->signal(SIGKILL);
    EXPECT_EQ(running->wait(), -SIGKILL);
    const heard all(content_of(file));
    EXPECT_EQ(all.received, "23.4,41\n");
    EXPECT_EQ(all.error, "");
    std::istringstream in(content_of(file));
    EXPECT_EQ(recording_reader(in).head()->port, "arduino");
}

TEST_F(recording, waits_for_a_device_that_goes_away) {
    pty& device = plug("arduino");
    record("arduino", {"-c", config(climate_config)});
    device.write("one\n");
    await_bytes(4);
    device.hang_up();
    expect(wait_until([&] { return says("waiting for it"); }), "the loss");
    device.come_back();
    expect(wait_until([&] { return says("it is back"); }), "the return");
    device.write("two\n");
    await_bytes(8);
    stop(SIGTERM);
    const heard all(content_of(file));
    EXPECT_EQ(all.received, "one\ntwo\n");
    EXPECT_THAT(all.kinds, ElementsAre("opened", "received", "closed", "opened", "received", "closed"));
}

TEST_F(recording, ends_when_its_time_is_over_or_the_file_full) {
    pty& device = plug("arduino");
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(record(device.path(), {"--seconds", "0.3"}).wait(), 0) << running->err();
    EXPECT_GE(std::chrono::steady_clock::now() - start, 300ms);
    EXPECT_THAT(heard(content_of(file)).kinds, ElementsAre("opened", "closed"));

    record(device.path(), {"--max-size", "4KiB"});
    for (int i = 0; i < 60; ++i)
        device.write(std::string(99, 'x') + "\n");
    EXPECT_EQ(running->wait(), 0) << running->err();
    EXPECT_TRUE(says("it has reached its greatest size")) << running->err();
    EXPECT_LE(std::filesystem::file_size(file), 4096U);
    EXPECT_EQ(heard(content_of(file)).error, "");
}

TEST_F(recording, says_why_it_cannot_be) {
    pty& device = plug("arduino");
    start(climate_config);
    await_state("arduino", "open");
    EXPECT_EQ(record("arduino", {"-c", config(climate_config)}).wait(), 1);
    EXPECT_TRUE(says("another process has opened it")) << running->err();
    EXPECT_TRUE(says("record arduino from the running daemon instead")) << running->err();
    EXPECT_FALSE(std::filesystem::exists(file));

    const struct {
        std::vector<std::string> arguments;
        int code;
        std::string_view error;
    } table[] = {
        {{"/dev/weir-absent", "-o", file}, 1, "there is no such device"},
        {{device.path() + "x", "-o", file}, 1, "there is no such device"},
        {{"arduino", "-o", file, "-c", files / "absent.yaml"}, 78, "absent.yaml"},
        {{"nano", "-o", file, "-c", files / "weir.yaml"}, 2, "has no port 'nano'"},
        {{"arduino", "-o", file, "-c", files / "weir.yaml", "--baud", "9600"},
         2,
         "the line of port 'arduino'"},
        {{"tcp:localhost:1", "-o", file, "--parity", "even"}, 2, "the converter"},
        {{"tcp:127.0.0.1:1", "-o", file}, 1, "nobody listens there"},
        {{"tcp:localhost", "-o", file}, 2, "is not tcp:HOST:PORT"},
        {{device.path(), "-o", file}, 1, "record NAME from the running daemon"},
        {{"/dev/null", "-o", file}, 1, "no serial device"},
        {{"arduino"}, 2, "--output"},
        {{"arduino", "-o", file, "--max-size", "1"}, 2, "4KiB"},
        {{"arduino", "-o", file, "--seconds", "-1"}, 2, "--seconds"},
    };
    for (const auto& [arguments, code, error] : table) {
        std::vector<std::string> all{"record"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const finished ended = run_weir(all);
        EXPECT_EQ(ended.status, code) << ended.err;
        EXPECT_THAT(ended.err, HasSubstr(std::string(error)));
    }
}

TEST_F(recording, that_cannot_be_written_is_an_error) {
    const pty& device = plug("arduino");
    const finished ended = run_weir({"record", device.path(), "-o", files / "absent/one.wrec"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("cannot write " + files / "absent/one.wrec"));
}

TEST_F(recording, gives_the_same_messages_each_time) {
    config(climate_config);
    files.write("one.wrec", climate());
    const finished first = replay(file, {"--speed", "max"});
    EXPECT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(first.out,
              "weir/bench/climate/state {\"ts\":\"2026-11-22T14:31:05.173Z\",\"seq\":1,\"quality\":"
              "\"good\",\"temperature\":23.4,\"humidity\":41}\n"
              "weir/bench/climate/state {\"ts\":\"2026-11-22T14:31:05.223Z\",\"seq\":2,\"quality\":"
              "\"good\",\"temperature\":23.5,\"humidity\":42}\n"
              "weir/bench/climate/state {\"ts\":\"2026-11-22T14:31:05.373Z\",\"seq\":3,\"quality\":"
              "\"good\",\"temperature\":-0.5,\"humidity\":null}\n");
    EXPECT_THAT(first.err, HasSubstr("6 records, 26 bytes, 4 frames, 3 messages, 1 bad_number"));
    EXPECT_EQ(replay(file, {"--speed", "max"}).out, first.out);

    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(replay(file).out, first.out) << "at its pace";
    EXPECT_GE(std::chrono::steady_clock::now() - start, 250ms);
}

TEST_F(recording, that_is_cut_off_gives_what_is_before) {
    config(climate_config);
    const std::string whole = climate();
    files.write("one.wrec", whole);
    const std::string all = replay(file, {"--speed", "max"}).out;
    for (const std::size_t cut : {1, 10, 20, 30}) {
        const finished ended =
            replay(files.write("cut.wrec", whole.substr(0, whole.size() - cut)), {"--speed", "max"});
        EXPECT_EQ(ended.status, 1);
        EXPECT_TRUE(all.starts_with(ended.out)) << ended.out;
        EXPECT_LT(ended.out.size(), all.size());
        EXPECT_THAT(ended.err, HasSubstr("it is cut off behind byte"));
    }
    EXPECT_EQ(replay(files.write("text", "23.4,41\n")).status, 1);
    EXPECT_EQ(replay(files / "absent").status, 1);
}

TEST_F(recording, finds_its_port_or_is_told) {
    config(climate_config);
    std::string other = head_of("nano");
    files.write("nano.wrec", other + climate().substr(head_of("arduino").size()));
    const finished lost = replay(files / "nano.wrec", {"--speed", "max"});
    EXPECT_EQ(lost.status, 2);
    EXPECT_THAT(lost.err, HasSubstr("has no port 'nano', which the recording was taken from"));
    EXPECT_EQ(replay(files / "nano.wrec", {"--port", "mega"}).status, 2);
    const finished told = replay(files / "nano.wrec", {"--speed", "max", "--port", "arduino"});
    EXPECT_EQ(told.status, 0);
    EXPECT_THAT(told.out, HasSubstr("23.4"));

    other = head_of(device_path("arduino"));
    files.write("path.wrec", other + climate().substr(head_of("arduino").size()));
    EXPECT_EQ(replay(files / "path.wrec", {"--speed", "max"}).out, told.out) << "found by its device";
    EXPECT_EQ(run_weir({"replay", file, "-c", files / "absent.yaml"}).status, 78);
    EXPECT_EQ(replay(file, {"--speed", "2"}).status, 2);
}

TEST_F(recording, as_a_port_is_published_like_the_device) {
    files.write("one.wrec", climate());
    start("ports: { arduino: { replay: " + file + R"( } }
sources: { climate: { port: arduino, decode: { csv: { columns: [temperature, humidity] } } } }
)");
    await_count("climate/state", 3);
    EXPECT_THAT(payloads("climate/state"),
                ElementsAre(HasSubstr(R"("seq":1,"quality":"good","temperature":23.4,"humidity":41})"),
                            HasSubstr(R"("seq":2,"quality":"good","temperature":23.5,"humidity":42})"),
                            HasSubstr(R"("seq":3,"quality":"good","temperature":-0.5,"humidity":null})")));
    expect(wait_until([&] { return weir().log().find("has come to its end") != std::string::npos; }),
           "the end");
    await_state("arduino", "open");
}

TEST_F(recording, that_is_not_there_yet_is_waited_for) {
    start("ports: { arduino: { replay: " + file + R"(, speed: max } }
sources: { climate: { port: arduino, decode: { csv: { columns: [temperature, humidity] } } } }
)");
    await_state("arduino", "waiting");
    EXPECT_THAT(last("port/arduino"), HasSubstr("there is no such file"));
    files.write("two.wrec", climate());
    std::filesystem::rename(files / "two.wrec", file);
    await_count("climate/state", 3);
}

}  // namespace
}  // namespace weir::test
