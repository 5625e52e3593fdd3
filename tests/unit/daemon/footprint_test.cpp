#include "daemon/footprint.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace weir::test {
namespace {

std::size_t resident_pages() {
    std::size_t size = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return resident;
}

// QEMU's user mode, which takes away nothing of a file; it hides behind /proc/self alone.
bool is_emulated() {
    return std::filesystem::read_symlink("/proc/thread-self/exe").filename().string().starts_with("qemu-");
}

TEST(footprint, is_smaller_without_what_the_start_needed_and_all_of_it_comes_back_when_it_is_used) {
    if (is_emulated()) GTEST_SKIP() << "the memory is the emulator's";
    const std::vector<std::string> kept{"a text that is too long for a small string", "b"};
    const std::size_t before = resident_pages();
    let_go_of_start();
    EXPECT_LT(resident_pages(), before);
    EXPECT_EQ(kept, (std::vector<std::string>{"a text that is too long for a small string", "b"}));
    EXPECT_THROW(std::stoi("no number"), std::invalid_argument);  // by way of the unwinder and its tables
}

}  // namespace
}  // namespace weir::test
