#include "drivers/device_path.hpp"

#include <filesystem>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

TEST(device_path, leads_to_the_device_through_all_links) {
    const test::temp_folder folder;
    const std::string device = folder.write("ttyUSB0", "");
    std::filesystem::create_symlink("ttyUSB0", folder / "usb-Uno-if00");
    std::filesystem::create_symlink("usb-Uno-if00", folder / "meter");
    for (const std::string name : {"ttyUSB0", "usb-Uno-if00", "meter"}) {
        EXPECT_EQ(target_of(folder / name), std::filesystem::canonical(device)) << name;
    }
}

TEST(device_path, is_itself_where_nothing_is) {
    const test::temp_folder folder;
    std::filesystem::create_symlink("gone", folder / "dangling");
    std::filesystem::create_symlink("loop", folder / "loop");
    for (const std::string name : {"absent", "dangling", "loop"}) {
        EXPECT_EQ(target_of(folder / name), folder / name);
    }
    EXPECT_EQ(target_of(""), "");
}

}  // namespace
}  // namespace weir
