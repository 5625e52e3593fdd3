#include <algorithm>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>

#include "config/fill.hpp"
#include "config/load.hpp"
#include "config/sections.hpp"
#include "config/test_file.hpp"
#include "config/test_form.hpp"
#include "daemon/catalogues.hpp"
#include "tests/support/reference_page.hpp"

namespace weir {
namespace {

TEST(reference, is_what_the_page_has) {
    std::ifstream in(WEIR_SOURCE_DIR "/docs/configuration.md");
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    ASSERT_FALSE(page.empty());
    EXPECT_EQ(page, test::with_reference(page, reference(all_catalogues())))
        << "tests/tools/reference.cpp writes it anew: build/debug/reference docs/configuration.md";
}

TEST(reference, of_tests_is_what_their_page_has) {
    std::ifstream in(WEIR_SOURCE_DIR "/docs/testing-your-configuration.md");
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    ASSERT_FALSE(page.empty());
    EXPECT_EQ(page, test::with_reference(page, test_reference()))
        << "build/debug/reference docs/testing-your-configuration.md writes it anew";
}

TEST(reference, begins_with_a_file_that_works) {
    std::ifstream in(WEIR_SOURCE_DIR "/docs/configuration.md");
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    constexpr std::string_view fence = "```yaml\n";
    const std::size_t begin = page.find(fence) + fence.size();
    const std::string example = page.substr(begin, page.find("```", begin) - begin);
    ASSERT_TRUE(example.starts_with("version: 1\n"));
    EXPECT_EQ(parse_config(example, "example", all_catalogues()).errors, "");
}

// Every table that can be reached: `visit` gets each option and the path to it.
class walker {
public:
    explicit walker(std::function<void(const option&, const std::string&)> visit)
        : visit_(std::move(visit)) {}

    void walk(const shape& form, const std::string& path) {
        for (const shape* each = &form; each != nullptr; each = each->or_else) {
            if (each->item != nullptr) walk(*each->item, path);
            walk(each->members, path);
        }
    }
    void walk(std::span<const option> members, const std::string& path) {
        for (const option& each : members) {
            visit_(each, path + "." + std::string(each.name));
            walk(each.form, path + "." + std::string(each.name));
        }
    }

private:
    std::function<void(const option&, const std::string&)> visit_;
};

void walk_all(walker&& through) {
    const catalogues known = all_catalogues();
    through.walk(file_form, "file");
    through.walk(test_file_form, "tests");
    for (const catalogue& each : {known.framers, known.checksums, known.decoders, known.stages, known.formats,
                                  known.devices, known.encoders}) {
        for (const component* kind : each) {
            through.walk(kind->argument, std::string(kind->name));
            through.walk(kind->options, std::string(kind->name));
        }
    }
}

TEST(reference, every_default_is_a_valid_value) {
    const catalogues known = all_catalogues();
    std::size_t count = 0;
    walk_all(walker([&](const option& each, const std::string& path) {
        if (each.preset.empty()) return;
        node written;
        written.is = node::form::scalar;
        written.text = each.preset;
        problems found;
        EXPECT_TRUE(filler(known, found).fill(written, each.form, {}).present()) << path;
        EXPECT_TRUE(found.empty()) << path << ": " << (found.empty() ? "" : found.all()[0].message);
        ++count;
    }));
    EXPECT_GT(count, 10U);
}

TEST(reference, every_option_has_one_line_of_help) {
    walk_all(walker([](const option& each, const std::string& path) {
        EXPECT_FALSE(each.help.empty()) << path;
        EXPECT_EQ(each.help.find('\n'), std::string_view::npos) << path;
        EXPECT_FALSE(each.required && !each.preset.empty()) << path;
    }));
}

TEST(reference, names_every_component_and_key) {
    const std::string text = reference(all_catalogues()) + test_reference();
    walk_all(walker([&](const option& each, const std::string& path) {
        const std::string name(each.name);
        const std::string forms[] = {"`" + name + "`", "." + name + "`", "`" + name + ".NAME`"};
        const bool found = std::any_of(std::begin(forms), std::end(forms),
                                       [&](const std::string& form) { return text.find(form) != text.npos; });
        EXPECT_TRUE(found) << path;
    }));
    for (const component* each : stages())
        EXPECT_NE(text.find("### `" + std::string(each->name) + "`"), std::string::npos) << each->name;
}

}  // namespace
}  // namespace weir
