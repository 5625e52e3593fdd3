#include "drivers/port_diagnosis.hpp"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/pty.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace weir {
namespace {

namespace fs = std::filesystem;
using test::pty;

// A /proc of our own: `pid` has `target` open.
void add_process(const test::temp_folder& proc, const std::string& pid, const std::string& name,
                 const std::string& target) {
    fs::create_directories(proc.path() / pid / "fd");
    static_cast<void>(proc.write(pid + "/comm", name + "\n"));
    fs::create_symlink("/dev/null", proc.path() / pid / "fd" / "0");
    fs::create_symlink(target, proc.path() / pid / "fd" / "7");
}

TEST(holder_of, names_the_process_that_has_the_device_open) {
    pty device;
    const test::temp_folder proc;
    add_process(proc, "self", "nobody", device.path());
    add_process(proc, "4711", "minicom", device.path());
    add_process(proc, "4712", "other", "/dev/zero");
    const auto holder = holder_of(device.path(), proc.path());
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->pid, 4711);
    EXPECT_EQ(holder->name, "minicom");
}

TEST(holder_of, knows_the_device_under_another_name) {
    const test::temp_folder folder;
    pty device(folder / "gps");
    const test::temp_folder proc;
    add_process(proc, "12", "cat", fs::read_symlink(folder / "gps"));
    const auto holder = holder_of(folder / "gps", proc.path());
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->pid, 12);
}

TEST(holder_of, tells_nothing_when_there_is_nothing_to_tell) {
    pty device;
    const test::temp_folder proc;
    EXPECT_FALSE(holder_of(device.path(), proc.path())) << "nobody has it";
    EXPECT_FALSE(holder_of(device.path(), proc / "absent"));
    EXPECT_FALSE(holder_of("/dev/weir-absent", proc.path()));
    EXPECT_FALSE(holder_of(proc.path(), proc.path())) << "no device";
    add_process(proc, std::to_string(getpid()), "us", device.path());
    EXPECT_FALSE(holder_of(device.path(), proc.path())) << "we ourselves";
    add_process(proc, "99999999999", "no pid", device.path());
    EXPECT_FALSE(holder_of(device.path(), proc.path()));
}

TEST(holder_of, lets_no_control_character_of_a_name_through) {
    pty device;
    const test::temp_folder proc;
    add_process(proc, "7", "\x1b[2Jvi", device.path());
    EXPECT_EQ(holder_of(device.path(), proc.path())->name, "?[2Jvi");
    fs::remove(proc.path() / "7" / "comm");
    EXPECT_EQ(holder_of(device.path(), proc.path())->name, "");
}

// "major:minor:inode" as /proc/locks has it.
std::string place_of(const std::string& path) {
    struct stat node = {};
    EXPECT_EQ(stat(path.c_str(), &node), 0);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%02x:%02x:%lu", major(node.st_dev), minor(node.st_dev),
                  static_cast<unsigned long>(node.st_ino));
    return text.data();
}

TEST(holder_of, knows_by_its_lock_a_process_that_hides_what_it_has_open) {
    pty device;
    const test::temp_folder proc;
    fs::create_directories(proc.path() / "815");
    static_cast<void>(proc.write("815/comm", "picocom\n"));
    static_cast<void>(proc.write("locks",
                                 "1: POSIX  ADVISORY  READ 5 00:01:2 128 128\n"
                                 "garbage\n\n"
                                 "2: FLOCK  ADVISORY  WRITE 815 " +
                                     place_of(device.path()) +
                                     " 0 EOF\n"
                                     "2: -> FLOCK  ADVISORY  WRITE 816 " +
                                     place_of(device.path()) + " 0 EOF\n"));
    const auto holder = holder_of(device.path(), proc.path());
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->pid, 815);
    EXPECT_EQ(holder->name, "picocom");
}

TEST(holder_of, finds_a_real_process) {
    pty device;
    const pid_t child = fork();
    if (child == 0) {
        if (open(device.path().c_str(), O_RDWR | O_NOCTTY) < 0) _exit(1);
        for (;;)
            pause();
    }
    ASSERT_GT(child, 0);
    std::optional<process_info> holder;
    EXPECT_TRUE(test::wait_until([&] {
        holder = holder_of(device.path());
        return holder.has_value();
    }));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->pid, child);
    EXPECT_EQ(holder->name, "unit_drivers");
    EXPECT_FALSE(holder_of(device.path())) << "we ourselves still have it";
}

TEST(why_denied, says_what_to_do) {
    struct row {
        device_access access;
        std::string reason;
        std::string brief;
    };
    const std::string start = "permission denied: /dev/ttyUSB0 belongs to root:";
    const std::vector<row> table{
        {{"root", "dialout", 0660, "weir", false, false, false},
         start + "dialout, mode 0660; add the user to the group: sudo usermod -aG dialout weir",
         "needs group dialout"},
        {{"root", "dialout", 0660, "weir", false, true, false},
         start +
             "dialout, mode 0660; the user weir has joined the group only now: log in and start weir again",
         "log in again for group dialout"},
        {{"root", "dialout", 0660, "weir", false, false, true},
         start + "dialout, mode 0660; give the service the group: SupplementaryGroups=dialout",
         "needs group dialout"},
        {{"root", "root", 0600, "weir", false, false, false},
         start + R"(root, mode 0600; give it to a group by a udev rule: KERNEL=="ttyUSB0", GROUP="dialout", )"
                 R"(MODE="0660")",
         "needs a udev rule"},
        {{"root", "root", 0660, "weir", false, false, false},
         start + R"(root, mode 0660; give it to a group by a udev rule: KERNEL=="ttyUSB0", GROUP="dialout", )"
                 R"(MODE="0660")",
         "needs a udev rule"},
        {{"root", "dialout", 0640, "weir", false, true, false},
         start + R"(dialout, mode 0640; give it to a group by a udev rule: KERNEL=="ttyUSB0", )"
                 R"(GROUP="dialout", MODE="0660")",
         "needs a udev rule"},
        {{"root", "dialout", 0660, "weir", true, false, false},
         start + "dialout, mode 0660; this would let the user weir in: a device policy forbids it, such as "
                 "DeviceAllow= of the service",
         "forbidden by a device policy"},
    };
    for (const row& each : table) {
        EXPECT_EQ(why_denied("/dev/ttyUSB0", each.access), each.reason);
        EXPECT_EQ(why_denied_briefly(each.access), each.brief);
    }
}

TEST(why_denied, looks_at_the_device) {
    pty device;
    ASSERT_EQ(chmod(device.path().c_str(), 0620), 0);
    const auto access = access_of(device.path());
    ASSERT_TRUE(access);
    EXPECT_EQ(access->mode, 0620u);
    EXPECT_FALSE(access->owner.empty() || access->group.empty() || access->user.empty());
    EXPECT_TRUE(access->allowed);
    EXPECT_NE(why_denied(device.path()).find("mode 0620"), std::string::npos);
    EXPECT_EQ(why_denied("/dev/weir-absent"),
              "permission denied: /dev/weir-absent cannot be looked at: No such file or directory");
}

TEST(why_denied, knows_that_the_mode_keeps_us_out) {
    pty device;
    ASSERT_EQ(chmod(device.path().c_str(), 0), 0);
    const uid_t us = geteuid();
    ASSERT_EQ(seteuid(us == 0 ? 65534 : us), 0) << "root may do anything";
    const auto access = access_of(device.path());
    ASSERT_EQ(seteuid(us), 0);
    ASSERT_TRUE(access);
    EXPECT_FALSE(access->allowed);
}

}  // namespace
}  // namespace weir
