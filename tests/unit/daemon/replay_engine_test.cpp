#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/replay/engine.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/source_bench.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What the port `p` and its sources make of records, message by message.
class bench {
public:
    bench(const std::string& port, const std::string& sources)
        : all_(settings_of("version: 1\nnode: { id: n }\nmqtt: { url: mqtt://h }\nports: { p: { path: /a, " +
                           port + " } }\nsources: " + sources + '\n')) {}

    std::vector<std::string> replay(const std::vector<record>& records) {
        engine = std::make_unique<replay_engine>(all_, 0, recorded_at);
        std::vector<outgoing> out;
        for (const record& each : records)
            engine->take(each, out);
        engine->finish(out);
        std::vector<std::string> lines;
        for (const outgoing& each : out)
            lines.push_back(line_of(each));
        return lines;
    }
    std::uint64_t bad(reject why) const { return engine->counters().bad.at(static_cast<std::size_t>(why)); }

    std::unique_ptr<replay_engine> engine;

private:
    const settings all_;
};

record received(duration at, std::string_view bytes) {
    return {record_kind::received, at, bytes};
}
record sent(duration at, std::string_view bytes) {
    return {record_kind::sent, at, bytes};
}

const std::string text_source = "{ s: { port: p, decode: text } }";
std::string message(std::string_view ts, int seq, std::string_view fields) {
    return R"(weir/n/s/state {"ts":"2026-11-22T14:31:)" + std::string(ts) + R"(Z","seq":)" +
           std::to_string(seq) + R"(,"quality":"good",)" + std::string(fields) + '}';
}

TEST(replay_engine, gives_the_messages_of_the_recorded_time) {
    bench on("baud: 9600", "{ s: { port: p, decode: { csv: { columns: [t] } } } }");
    EXPECT_THAT(on.replay({{record_kind::opened, 0s, {}},
                           received(1s, "23."),
                           received(1s + 10ms, "4\n2"),
                           received(2s, "3.5\nx\n1,2\n")}),
                ElementsAre(message("06.123", 1, R"("t":23.4)"), message("06.133", 2, R"("t":23.5)")));
    EXPECT_EQ(on.bad(reject::bad_number), 1U);
    EXPECT_EQ(on.bad(reject::wrong_columns), 1U);
    EXPECT_EQ(on.engine->counters().frames, 4U);
    EXPECT_EQ(on.engine->counters().bytes, 16U);
    EXPECT_EQ(on.engine->counters().records, 4U);
}

TEST(replay_engine, does_not_know_of_todays_clock) {
    bench on("baud: 9600", text_source);
    const std::vector<record> records{received(0s, "a\n"), received(24h, "b\n"), received(48h, "c\n")};
    const auto first = on.replay(records);
    EXPECT_THAT(first,
                ElementsAre(message("05.123", 1, R"("value":"a")"), HasSubstr("2026-11-23T14:31:05.123Z"),
                            HasSubstr("2026-11-24T14:31:05.123Z")));
    for (const std::string& each : first)
        EXPECT_EQ(each.find("clock"), each.npos) << each;
    EXPECT_EQ(on.replay(records), first);
}

TEST(replay_engine, a_pause_ends_a_frame_at_its_time) {
    bench on("frame: { idle: 30ms }", text_source);
    const std::vector<record> records{received(0s, "on"), received(20ms, "e"), received(1s, "two")};
    EXPECT_THAT(on.replay(records), ElementsAre(message("05.123", 1, R"("value":"one")"),
                                                message("06.123", 2, R"("value":"two")")));
}

TEST(replay_engine, says_what_is_due_and_does_it_by_then) {
    const settings all = settings_of(
        "version: 1\nnode: { id: n }\nmqtt: { url: mqtt://h }\n"
        "ports: { p: { path: /a, frame: { idle: 30ms } } }\nsources: " +
        text_source + '\n');
    replay_engine engine(all, 0, recorded_at);
    std::vector<outgoing> out;
    EXPECT_EQ(engine.due(), replay_engine::nothing_due);
    engine.take(received(1s, "one"), out);
    EXPECT_EQ(engine.due(), 1030ms);
    engine.elapse(1029ms, out);
    EXPECT_THAT(out, IsEmpty());
    engine.elapse(1030ms, out);
    EXPECT_EQ(out.size(), 1U);
    EXPECT_EQ(engine.due(), replay_engine::nothing_due);
    engine.finish(out);
    EXPECT_EQ(out.size(), 1U);
}

TEST(replay_engine, a_throttle_sees_the_recorded_time) {
    bench on("baud: 9600",
             "{ s: { port: p, decode: { csv: { columns: [t] } }, process: [ { throttle: 10s } ] } }");
    EXPECT_THAT(on.replay({received(0s, "1\n"), received(9s, "2\n"), received(11s, "3\n")}),
                ElementsAre(HasSubstr(R"("t":1})"), HasSubstr(R"("t":3})")));
}

TEST(replay_engine, an_epoch_ends_when_nothing_comes_any_more) {
    bench on("baud: 9600", "{ s: { port: p, decode: nmea } }");
    const std::string sentence =
        nmea("GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,") + "\r\n";
    EXPECT_THAT(on.replay({received(0s, sentence)}), ElementsAre(HasSubstr(R"("lat":48.1173)")));
    EXPECT_THAT(on.replay({received(0s, sentence), received(10s, "garbage\n")}),
                ElementsAre(HasSubstr(R"("ts":"2026-11-22T14:31:05.123Z")")));
}

TEST(replay_engine, what_was_begun_before_the_port_went_away_is_forgotten) {
    bench on("baud: 9600", text_source);
    EXPECT_THAT(on.replay({received(0s, "ha"),
                           {record_kind::closed, 1s, {}},
                           {record_kind::opened, 2s, {}},
                           received(3s, "one\n")}),
                ElementsAre(HasSubstr(R"("value":"one")")));
}

TEST(replay_engine, an_answer_goes_to_who_asked_for_it) {
    bench on("baud: 9600",
             "{ s: { port: p, decode: text },"
             " w: { port: p, decode: { csv: { columns: [w] } }, poll: { write: \"W\\r\", every: 1s } },"
             " x: { port: p, decode: { csv: { columns: [x] } }, poll: { write: \"X\\r\", every: 1s } } }");
    EXPECT_THAT(
        on.replay({received(0s, "0\n"), sent(1s, "W\r"), received(1s, "hello\n1\n2\n"), sent(3s, "X\r"),
                   received(3s, "3\n"), sent(4s, "V OPEN\n"), received(4s, "OK\n"), sent(5s, "W\r"),
                   received(7s, "4\n")}),
        ElementsAre(
            HasSubstr(R"(s/state {"ts":"2026-11-22T14:31:05.123Z","seq":1,"quality":"good","value":"0")"),
            HasSubstr(R"("value":"hello")"), HasSubstr(R"("w":1})"), HasSubstr(R"("value":"2")"),
            HasSubstr(R"("x":3})"), HasSubstr(R"("value":"OK")"), HasSubstr(R"("value":"4")")));
    EXPECT_EQ(on.engine->sources(), 3U);
    EXPECT_THAT(on.engine->left_out(), IsEmpty());
}

TEST(replay_engine, an_echo_is_taken_out_as_the_port_does_it) {
    bench on("echo: true", text_source);
    EXPECT_THAT(on.replay({sent(0s, "W\n"), received(0s, "W\n12.4\n"), received(1s, "W\n")}),
                ElementsAre(HasSubstr(R"("value":"12.4")"), HasSubstr(R"("value":"W")")));
}

TEST(replay_engine, sources_that_speak_modbus_are_named) {
    bench on(
        "baud: 9600",
        "{ m: { port: p, modbus: { unit_id: 1, every: 1s, registers: { v: { input: 0, type: u16 } } } } }");
    EXPECT_THAT(on.replay({received(0s, "\x01\x04\x02")}), IsEmpty());
    ASSERT_EQ(on.engine->left_out().size(), 1U);
    EXPECT_EQ(on.engine->left_out()[0].name, "m");
    EXPECT_EQ(on.engine->left_out()[0].why, "speaks Modbus");
    EXPECT_EQ(on.engine->sources(), 0U);
}

TEST(replay_engine, joins_the_sources_of_its_port) {
    bench on("baud: 9600",
             "{ j: { join: { sources: [s, w] }, publish: { batch: { count: 2 } } },"
             " s: { port: p, decode: { csv: { columns: [t] } } },"
             " w: { port: p, decode: { csv: { columns: [w] } }, poll: { write: \"W\\r\", every: 1s } },"
             " x: { topic: t, decode: json }, k: { join: { sources: [s, x] } },"
             " l: { join: { sources: [x, y] } }, y: { topic: u, decode: json } }");
    EXPECT_THAT(
        on.replay({received(0s, "1\n"), sent(1s, "W\r"), received(1s, "2\n"), received(2s, "3\n"),
                   received(3s, "4\n")}),
        ElementsAre(HasSubstr(R"("t":1})"), HasSubstr(R"("w":2})"), HasSubstr(R"("t":3})"),
                    testing::AllOf(HasSubstr("weir/n/j/state [{\"ts\":\"2026-11-22T14:31:06.123Z\""),
                                   HasSubstr(R"("s.t":1,"w.w":2},{)"), HasSubstr(R"("s.t":3,"w.w":2}])")),
                    HasSubstr(R"("t":4})"), HasSubstr(R"("s.t":4,"w.w":2}])")));
    EXPECT_EQ(on.engine->sources(), 3U);
    ASSERT_EQ(on.engine->left_out().size(), 1U);
    EXPECT_EQ(on.engine->left_out()[0].name, "k");
    EXPECT_EQ(on.engine->left_out()[0].why, "joins sources that are not replayed");
}

TEST(replay_engine, survives_garbage_on_every_framer) {
    std::string garbage;
    for (int i = 0; i < 5000; ++i)
        garbage += static_cast<char>(i * i % 251);
    for (const std::string frame :
         {"line", "cobs", "slip", "{ idle: 5ms }", "{ fixed: 12, sync: [0xAA], checksum: crc8, gap: 5ms }",
          "{ length: { offset: 4, size: 2 }, sync: [0xB5], gap: 5ms }", "{ start: \"<\", end: \">\" }"}) {
        bench on("frame: " + frame, text_source);
        std::vector<record> records;
        for (std::size_t at = 0; at < garbage.size(); at += 7)
            records.push_back(
                received(at * at % 13 * 1ms + at * 20ms, std::string_view(garbage).substr(at, 7)));
        const auto first = on.replay(records);
        EXPECT_EQ(on.replay(records), first) << frame;
    }
}

TEST(a_message_as_a_line, escapes_what_is_no_json) {
    EXPECT_EQ(line_of({"t", R"({"a":"b\n"})"}), R"(t {"a":"b\n"})");
    EXPECT_EQ(line_of({"t", "a\nb\r\\n", 0, false, content::text}), R"(t a\nb\r\\n)");
    EXPECT_EQ(line_of({"t", "", 0, false, content::text}), "t ");
}

TEST(a_clock_of_its_own, maps_what_it_was_told) {
    const monotonic_time then(1000s);
    sample_clock clock(then, recorded_at);
    EXPECT_EQ(clock.at(then, then).text, "2026-11-22T14:31:05.123Z");
    EXPECT_EQ(clock.at(then + 1h, then + 1h).text, "2026-11-22T15:31:05.123Z");
    EXPECT_EQ(clock.at(then - 1h, then + 1000h).text, "2026-11-22T13:31:05.123Z");
    EXPECT_FALSE(clock.at(then, then).unsynced);
}

}  // namespace
}  // namespace weir::test
