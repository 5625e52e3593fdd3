#include <csignal>
#include <fstream>
#include <regex>
#include <sstream>

#include "daemon/cli/columns.hpp"
#include "tests/e2e/scene.hpp"
#include "tests/support/terminal.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;

class top_e2e : public scene {
protected:
    static constexpr std::string_view bench = R"(
ports: { trial: { simulate: climate }, gps: { path: PTY/gps } }
sources:
  climate: { port: trial, decode: { csv: { columns: [temperature, humidity] } } }
  position: { port: gps, decode: text }
)";

    void begin() {
        start(bench);
        await("climate/availability", "online");
        await_count("climate/state", 1);
    }
    // `weir top` in a terminal; the shell says then how it ended, and notes how the terminal is set.
    void open(terminal& in) {
        in.enter("stty -g > " + note("before") + "; sh -c 'echo $$ > " + note("pid") + "; exec " +
                 WEIR_BINARY + " top --every 200ms --control " + weir().control() +
                 "'; echo code=$?; stty -g > " + note("after") + "; echo not''ed");
        expect(in.shows("SOURCE"), "the table");
    }
    // It ended with `code`, and the terminal is as it was.
    void expect_end(const terminal& in, int code) {
        EXPECT_TRUE(in.shows("code=" + std::to_string(code)));
        EXPECT_TRUE(in.shows("noted"));
        EXPECT_EQ(in.state("alternate_on"), "0");
        EXPECT_EQ(in.state("cursor_flag"), "1");
        EXPECT_TRUE(in.shows("stty -g")) << "what stood there before stands there again";
        EXPECT_EQ(content("before"), content("after"));
        EXPECT_FALSE(content("before").empty());
    }
    std::string note(const std::string& name) const { return notes_ / name; }
    std::string content(const std::string& name) const {
        std::ostringstream all;
        all << std::ifstream(note(name)).rdbuf();
        return all.str();
    }
    static std::string text_of(const terminal& in) {
        std::string all;
        for (const std::string& line : in.lines())
            all += line + '\n';
        return all;
    }

private:
    temp_folder notes_;
};

TEST_F(top_e2e, shows_a_live_table_and_leaves_the_terminal_as_it_was) {
    begin();
    terminal in(80, 24);
    open(in);
    const std::regex rates(R"(trial +open +[0-9.k]+ +[0-9.]+ +0)");
    EXPECT_TRUE(wait_until([&] { return std::regex_search(text_of(in), rates); })) << text_of(in);
    EXPECT_TRUE(
        std::regex_search(text_of(in), std::regex(R"(climate +online +[0-9.]+ +[0-9.]+ +0 +[0-9.]+m?s)")))
        << text_of(in);
    EXPECT_TRUE(in.shows("link connected"));
    EXPECT_TRUE(std::regex_search(text_of(in), std::regex(R"(gps +waiting)"))) << text_of(in);
    for (const std::string& line : in.lines())
        EXPECT_LE(text_width(line), 80u) << line;
    EXPECT_EQ(in.state("alternate_on"), "1");
    EXPECT_EQ(in.state("cursor_flag"), "0");
    in.press("q");
    expect_end(in, 0);
}

TEST_F(top_e2e, follows_the_terminals_size) {
    begin();
    terminal in(80, 24);
    open(in);
    in.resize(40, 8);
    const auto is_small = [&] {
        const auto lines = in.lines();
        return lines.size() <= 8 &&
               std::ranges::all_of(lines, [](const auto& line) { return text_width(line) <= 40; }) &&
               text_of(in).find("cpu") != std::string::npos && text_of(in).find("…") != std::string::npos;
    };
    EXPECT_TRUE(wait_until(is_small)) << text_of(in);
    in.resize(80, 24);
    EXPECT_TRUE(in.shows("restarts"));
    in.press("C-c");
    expect_end(in, 0);
}

TEST_F(top_e2e, leaves_the_terminal_as_it_was_when_it_is_told_to_end) {
    begin();
    terminal in(80, 24);
    open(in);
    kill(std::stoi(content("pid")), SIGTERM);
    expect_end(in, 128 + SIGTERM);
}

TEST_F(top_e2e, says_that_the_daemon_has_ended) {
    begin();
    terminal in(80, 24);
    open(in);
    EXPECT_EQ(weir().stop(), 0);
    expect_end(in, 1);
    EXPECT_TRUE(in.shows("weir: no weir daemon listens at")) << text_of(in);
}

TEST_F(top_e2e, prints_one_table_where_there_is_no_terminal) {
    begin();
    const auto told = run_weir({"top", "--every", "200ms", "--control", weir().control()});
    EXPECT_EQ(told.status, 0) << told.err;
    EXPECT_THAT(told.out, ::testing::StartsWith("weir bench  up "));
    EXPECT_THAT(told.out, ::testing::ContainsRegex("climate +online +[0-9.]+ "));
    EXPECT_THAT(told.out, ::testing::Not(::testing::HasSubstr("\x1b")));

    const auto machine = run_weir({"top", "--once", "--json", "--control", weir().control()});
    const auto stats = json_of(machine.out);
    EXPECT_EQ(stats.at("ports").at("trial").at("state"), "open");
    EXPECT_EQ(stats.at("mqtt").at("connected"), true);
    EXPECT_EQ(stats.at("sources").at("climate").at("available"), true);
    EXPECT_GE(stats.at("sources").at("climate").at("last_sample_s").to_number<double>(), 0);
    EXPECT_GT(stats.at("process").at("memory_bytes").to_number<double>(), 1e6);
    EXPECT_GT(stats.at("process").at("cpu_s").to_number<double>(), 0);

    EXPECT_EQ(run_weir({"top", "--every", "soon"}).status, 2);
    const auto nobody = run_weir({"top", "--control", "/nonexistent/socket"});
    EXPECT_EQ(nobody.status, 1);
    EXPECT_THAT(nobody.err, ::testing::HasSubstr("no weir daemon listens at /nonexistent/socket"));
}

}  // namespace
}  // namespace weir::test
