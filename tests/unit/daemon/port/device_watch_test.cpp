#include "daemon/port/device_watch.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "tests/support/coroutine.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::vector<port_settings> ports_of(const std::vector<port_device>& devices) {
    std::vector<port_settings> ports;
    for (const port_device& each : devices) {
        ports.emplace_back();
        ports.back().device = each;
    }
    return ports;
}

TEST(folders_to_watch, are_those_in_which_a_device_or_its_link_appears) {
    using folders = std::vector<std::string>;
    EXPECT_EQ(folders_to_watch({}), folders());
    EXPECT_EQ(folders_to_watch(ports_of({tcp_device{{"h", 1}, 1s}, simulated_use{}})), folders());
    EXPECT_EQ(folders_to_watch(ports_of({usb_device{}})), folders{"/dev"});
    EXPECT_EQ(folders_to_watch(ports_of({path_device{"/dev/ttyS0"}, path_device{"/dev/ttyS1"}})),
              folders{"/dev"});
    EXPECT_EQ(folders_to_watch(ports_of({path_device{"/dev/serial/by-id/a"}})),
              (folders{"/dev", "/dev/serial", "/dev/serial/by-id"}));
    EXPECT_EQ(folders_to_watch(ports_of({path_device{"/run/links/a"}})), (folders{"/dev", "/run/links"}));
}

class device_watch_test : public ::testing::Test {
protected:
    ~device_watch_test() override {
        running.cancel();
        run_until(loop, [&] { return running.ended(); });
        EXPECT_TRUE(running.ended());
    }
    awaitable<void> run() {
        task self(root, "watch");
        co_await watch.run(self);
    }
    bool notices() {
        const auto seen = changes.count();
        return run_until(
            loop, [&] { return changes.count() > seen; }, 2s);
    }
    void settle() {
        run_until(
            loop, [] { return false; }, 100ms);
    }

    temp_folder folder;
    const fs::path above = fs::path(folder.path()) / "serial";
    const fs::path links = above / "by-id";
    boost::asio::io_context loop{1};
    stall_detector stalls;
    task root{"root", stalls};
    device_changes changes;
    device_watch watch{
        loop.get_executor(), {folder.path().string(), above.string(), links.string()}, changes};
    spawned running{loop, run()};
};

TEST_F(device_watch_test, notices_what_comes_and_what_becomes_accessible) {
    settle();
    const fs::path device = fs::path(folder.path()) / "ttyUSB0";
    std::ofstream(device).put('x');
    EXPECT_TRUE(notices());
    settle();
    fs::permissions(device, fs::perms::none);
    EXPECT_TRUE(notices());
    settle();
    fs::create_symlink(device, device.string() + ".link");
    EXPECT_TRUE(notices());
}

TEST_F(device_watch_test, is_quiet_while_nothing_happens) {
    settle();
    const fs::path elsewhere = fs::path(folder.path()) / "pts";
    fs::create_directory(elsewhere);
    EXPECT_TRUE(notices());
    settle();
    const auto before = changes.count();
    std::ofstream(elsewhere / "0").put('x');
    std::ifstream(elsewhere / "0").get();
    run_until(
        loop, [] { return false; }, 200ms);
    EXPECT_EQ(changes.count(), before);
}

TEST_F(device_watch_test, follows_folders_that_come_and_go) {
    settle();
    for (int i = 0; i < 3; ++i) {
        fs::create_directory(above);
        EXPECT_TRUE(notices());
        fs::create_directory(links);
        EXPECT_TRUE(notices());
        settle();
        fs::create_symlink("/dev/null", links / "one");
        EXPECT_TRUE(notices());
        settle();
        fs::remove_all(above);
        settle();
    }
}

TEST_F(device_watch_test, takes_a_flood_in_a_few_turns) {
    settle();
    const auto before = changes.count();
    const auto end = monotonic_clock::now() + 500ms;
    int created = 0;
    while (monotonic_clock::now() < end) {
        std::ofstream(fs::path(folder.path()) / std::to_string(created++));
        loop.poll();
    }
    EXPECT_LE(changes.count() - before, 12U) << created << " files";
    EXPECT_GE(changes.count() - before, 1U);
}

TEST(device_changes, are_not_missed_while_one_looks) {
    boost::asio::io_context loop(1);
    device_changes changes;
    const auto seen = changes.count();
    changes.notify();
    std::optional<wake> woken;
    spawned waiting(loop, keep_result(changes.beyond(seen, never), woken));
    EXPECT_TRUE(run_until(loop, [&] { return waiting.ended(); }));
    EXPECT_EQ(woken, wake::notified);
    spawned further(loop, keep_result(changes.beyond(changes.count(), in(10ms)), woken));
    EXPECT_TRUE(run_until(loop, [&] { return further.ended(); }));
    EXPECT_EQ(woken, wake::timed_out);
}

}  // namespace
}  // namespace weir::test
