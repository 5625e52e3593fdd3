#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/weir_daemon.hpp"

// Each of bad_configs/*.yaml says in comments what must be said about it: `# expect: LINE:COL: error:
// MESSAGE`.
namespace weir::test {
namespace {

std::vector<std::string> bad_configs() {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(WEIR_SOURCE_DIR "/tests/e2e/bad_configs")) {
        if (entry.path().extension() == ".yaml") all.push_back(entry.path().string());
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<std::string> lines_of(std::istream&& text) {
    std::vector<std::string> all;
    for (std::string line; std::getline(text, line);)
        all.push_back(line);
    return all;
}

std::vector<std::string> expected_errors(const std::string& path) {
    constexpr std::string_view mark = "# expect: ";
    std::vector<std::string> all;
    for (const auto& line : lines_of(std::ifstream(path))) {
        if (line.starts_with(mark)) all.push_back(path + ":" + line.substr(mark.size()));
    }
    return all;
}

std::vector<std::string> errors_in(const std::string& output, const std::string& path) {
    std::vector<std::string> all;
    for (const auto& line : lines_of(std::istringstream(output))) {
        if (line.starts_with(path + ":")) all.push_back(line);
    }
    return all;
}

std::ptrdiff_t carets_in(const std::string& output) {
    const auto lines = lines_of(std::istringstream(output));
    return std::count_if(lines.begin(), lines.end(),
                         [](const auto& line) { return line.find_first_not_of(" |") == line.find('^'); });
}

class bad_config : public ::testing::TestWithParam<std::string> {};

TEST_P(bad_config, is_refused_with_every_error_at_its_place) {
    const auto expected = expected_errors(GetParam());
    ASSERT_FALSE(expected.empty()) << "no `# expect: ` in " << GetParam();

    const auto result = run_weir({"check", "-c", GetParam()});
    EXPECT_EQ(result.status, 78);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(errors_in(result.err, GetParam()), ::testing::ElementsAreArray(expected)) << result.err;
    EXPECT_EQ(carets_in(result.err), std::ssize(expected)) << result.err;
}

INSTANTIATE_TEST_SUITE_P(each, bad_config, ::testing::ValuesIn(bad_configs()), [](const auto& each) {
    std::string name = std::filesystem::path(each.param).stem().string();
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
});

TEST(bad_configs, are_at_least_thirty) {
    EXPECT_GE(bad_configs().size(), 30U);
}

TEST(bad_configs, keep_the_daemon_from_starting) {
    const std::string path = bad_configs().at(0);
    const auto result = run_weir({"run", "-c", path});
    EXPECT_EQ(result.status, 78);
    EXPECT_EQ(errors_in(result.err, path), expected_errors(path));
}

}  // namespace
}  // namespace weir::test
