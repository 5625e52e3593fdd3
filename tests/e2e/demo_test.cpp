#include <cerrno>
#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace weir::test {
namespace {

using ::testing::ContainsRegex;

// Whatever the demo leaves behind becomes our child, or stays in a folder of our own.
class demo : public ::testing::Test {
protected:
    demo() { prctl(PR_SET_CHILD_SUBREAPER, 1); }

    std::vector<std::string> command(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {WEIR_SOURCE_DIR "/tests/tools/demo",
                                             std::filesystem::path(WEIR_BINARY).parent_path().string()});
        return arguments;
    }
    process::environment in_our_folder() const { return {{"TMPDIR", folder_.path().string()}}; }

    // Once `child` has ended and was reaped: no process, and no file.
    void expect_nothing_left() const {
        const auto no_child = [] { return waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; };
        EXPECT_TRUE(wait_until(no_child)) << "a process is left";
        EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << "a file is left";
    }

    temp_folder folder_;
};

TEST_F(demo, shows_samples_of_every_source_and_cleans_up) {
    const auto result = run(command({"--seconds", "3"}), in_our_folder());
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, ContainsRegex("weir/demo/climate/state \\{\"ts\":[^\n]*\"temperature\":[0-9]"));
    EXPECT_THAT(result.out, ContainsRegex("weir/demo/position/state \\{\"ts\":[^\n]*\"lat\":54\\.4"));
    EXPECT_THAT(result.out, ContainsRegex("weir/demo/outdoor/state/temperature [0-9]"));
    EXPECT_THAT(result.out, ContainsRegex("weir/demo/status online"));
    EXPECT_EQ(result.out.find('\x1b'), std::string::npos) << "plain, when the output is no terminal";
    expect_nothing_left();
}

TEST_F(demo, ends_at_once_when_it_is_told_to) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        process child(command({}), in_our_folder());
        ASSERT_TRUE(wait_until([&] { return child.out().find("/state ") != std::string::npos; }))
            << child.err();
        child.signal(number);
        EXPECT_EQ(child.wait(), number == SIGINT ? 130 : 143);
        expect_nothing_left();
    }
}

TEST_F(demo, ends_when_nobody_reads_any_more) {
    const auto quoted = command({});
    const auto result =
        run({"bash", "-c", "set -o pipefail; \"$1\" \"$2\" | head -n 3", "bash", quoted[0], quoted[1]},
            in_our_folder());
    EXPECT_EQ(result.status, 141) << result.err;
    expect_nothing_left();
}

TEST_F(demo, refuses_what_it_does_not_know) {
    for (const auto& wrong :
         {std::vector<std::string>{"--seconds"}, {"--seconds", "soon"}, {"--frobnicate"}}) {
        EXPECT_EQ(run(command(wrong), in_our_folder()).status, 2);
    }
    expect_nothing_left();
}

}  // namespace
}  // namespace weir::test
