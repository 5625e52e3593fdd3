#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

// The unit as it is installed, but with the program that was built.
std::string unit_with_our_binary() {
    std::ifstream file(WEIR_SOURCE_DIR "/systemd/weir.service");
    std::string text(std::istreambuf_iterator<char>(file), {});
    const std::string installed = "ExecStart=/usr/bin/weir ";
    const auto at = text.find(installed);
    if (at != std::string::npos) text.replace(at, installed.size(), "ExecStart=" WEIR_BINARY " ");
    return text;
}

test::finished verify(const std::string& unit) {
    const test::temp_folder folder;
    return test::run({"systemd-analyze", "verify", "--man=no", "--recursive-errors=yes",
                      folder.write("weir.service", unit)});
}

TEST(service_unit, is_understood_by_systemd) {
    const auto checked = verify(unit_with_our_binary());
    if (checked.status == 127) GTEST_SKIP() << "no systemd-analyze here";
    EXPECT_EQ(checked.status, 0) << checked.err;
    EXPECT_EQ(checked.err, "");
}

TEST(service_unit, would_not_be_understood_with_an_unknown_key) {
    const auto checked = verify(unit_with_our_binary() + "\n[Service]\nWatchdogSecs=30\n");
    if (checked.status == 127) GTEST_SKIP() << "no systemd-analyze here";
    EXPECT_NE(checked.status, 0);
}

}  // namespace
}  // namespace weir
