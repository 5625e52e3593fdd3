#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir {
namespace {

using testing::HasSubstr;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::filesystem::path> files_in(const char* folder, const char* extension) {
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const bool is_test = entry.path().stem().extension() == ".test";
        if (entry.path().extension() == extension && !is_test) all.push_back(entry.path());
    }
    return all;
}

TEST(samples, are_valid) {
    const auto all = files_in(WEIR_SOURCE_DIR "/config", ".yaml");
    EXPECT_GE(all.size(), 3U);
    for (const auto& each : all)
        EXPECT_EQ(load_config(each, all_catalogues()).errors, "");
}

// Less the line for editors.
TEST(samples, stand_in_the_page_about_commands_as_they_are) {
    const std::string page = content_of(WEIR_SOURCE_DIR "/docs/commands.md");
    for (const char* name : {"valve", "robot"}) {
        const std::string sample = content_of(WEIR_SOURCE_DIR "/config/" + std::string(name) + ".yaml");
        ASSERT_TRUE(sample.starts_with("# yaml-language-server: "));
        EXPECT_THAT(page, HasSubstr("```yaml\n" + sample.substr(sample.find('\n') + 1) + "```\n"));
    }
}

TEST(samples, of_tests_stand_in_their_page_as_they_are) {
    const std::string page = content_of(WEIR_SOURCE_DIR "/docs/testing-your-configuration.md");
    EXPECT_THAT(page,
                HasSubstr("```yaml\n" + content_of(WEIR_SOURCE_DIR "/config/valve.test.yaml") + "```\n"));
}

// Parts of a file are completed by a head of our own.
TEST(samples, of_the_pages_are_valid) {
    constexpr std::string_view fence = "```yaml\n";
    const std::string head = "version: 1\nnode: {id: pi}\nmqtt: {url: mqtt://broker}\n";
    const std::string a_port = "ports: {arduino: {path: /dev/a}}\n";
    std::size_t count = 0;
    for (const auto& file : files_in(WEIR_SOURCE_DIR "/docs", ".md")) {
        if (file.filename() == "drivers.md") continue;  // tests/example reads it
        const std::string page = content_of(file);
        for (std::size_t at = page.find(fence); at != page.npos; at = page.find(fence, at + 1)) {
            const std::size_t begin = at + fence.size();
            std::string sample = page.substr(begin, page.find("```", begin) - begin);
            if (sample.starts_with(' ')) continue;  // of a source
            if (sample.find("config: ") != sample.npos && sample.find("tests:") != sample.npos) continue;
            if (!sample.starts_with("version:") && sample[0] != '#') {
                sample.insert(0, sample.starts_with("ports:") ? head : head + a_port);
            }
            EXPECT_EQ(parse_config(sample, file.filename().string(), all_catalogues()).errors, "");
            ++count;
        }
    }
    EXPECT_GE(count, 5U);
}

}  // namespace
}  // namespace weir
