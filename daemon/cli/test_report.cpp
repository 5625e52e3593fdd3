#include "daemon/cli/test_report.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "daemon/cli/columns.hpp"

namespace weir {

namespace {

double seconds(duration time) {
    return std::chrono::duration<double>(time).count();
}

// "boat.test.yaml:12: expect, at 2.001 s"
std::string place_of(const tested& one, const test_failure& failure) {
    return fmt::format("{}:{}: {}, at {:.3f} s", one.file, failure.where.line,
                       failure.step.empty() ? "strict" : failure.step, seconds(failure.at));
}

std::string for_xml(std::string_view text) {
    std::string made;
    for (const char c : text) {
        switch (c) {
            case '<':
                made += "&lt;";
                break;
            case '>':
                made += "&gt;";
                break;
            case '&':
                made += "&amp;";
                break;
            case '"':
                made += "&quot;";
                break;
            default:
                made += c;
        }
    }
    return made;
}

std::string xml_of(const tested& one) {
    std::string made =
        fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.3f}\"",
                    for_xml(shown(one.file)), for_xml(shown(one.name)), for_xml(shown(one.file)),
                    one.where.line, seconds(one.took));
    if (!one.verdict.failure) return made + "/>\n";
    const test_failure& failure = *one.verdict.failure;
    made +=
        fmt::format(">\n      <failure type=\"{}\" message=\"{}\">",
                    failure.step.empty() ? "strict" : failure.step, for_xml(shown(place_of(one, failure))));
    for (const std::string& line : failure.lines)
        made += for_xml(shown(line)) + "\n";
    return made + "</failure>\n    </testcase>\n";
}

std::string counts(std::span<const tested> all) {
    const auto failures =
        std::ranges::count_if(all, [](const tested& one) { return one.verdict.failure.has_value(); });
    duration took{};
    for (const tested& one : all)
        took += one.took;
    return fmt::format("tests=\"{}\" failures=\"{}\" time=\"{:.3f}\"", all.size(), failures, seconds(took));
}

}  // namespace

std::string test_text(const tested& one) {
    const auto& failure = one.verdict.failure;
    std::string made =
        fmt::format("{}  {}: {} ({:.3f} s in {:.0f} ms)\n", failure ? "FAIL" : "ok  ", shown(one.file),
                    shown(one.name), seconds(one.verdict.lasted), 1000 * seconds(one.took));
    if (!failure) return made;
    made += "    " + shown(place_of(one, *failure)) + "\n";
    for (const std::string& line : failure->lines)
        made += "      " + shown(line) + "\n";
    return made;
}

std::string test_summary(std::span<const tested> all) {
    const auto failed =
        std::ranges::count_if(all, [](const tested& one) { return one.verdict.failure.has_value(); });
    return fmt::format("{} tests: {} passed, {} failed", all.size(),
                       static_cast<std::ptrdiff_t>(all.size()) - failed, failed);
}

std::string junit_report(std::span<const tested> all) {
    std::string made = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + counts(all) + ">\n";
    while (!all.empty()) {
        const auto end =
            std::ranges::find_if(all, [&](const tested& one) { return one.file != all.front().file; });
        const auto suite = all.first(static_cast<std::size_t>(end - all.begin()));
        made +=
            fmt::format("  <testsuite name=\"{}\" {}>\n", for_xml(shown(suite.front().file)), counts(suite));
        for (const tested& one : suite)
            made += xml_of(one);
        made += "  </testsuite>\n";
        all = all.subspan(suite.size());
    }
    return made + "</testsuites>\n";
}

}  // namespace weir
