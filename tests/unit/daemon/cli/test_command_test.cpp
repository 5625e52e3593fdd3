#include "daemon/cli/test.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "daemon/cli/test_report.hpp"
#include "daemon/log.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::MatchesRegex;

class test_command : public testing::Test {
protected:
    test_command() {
        folder.write("pi.yaml",
                     "version: 1\nnode: { id: pi }\nmqtt: { url: mqtt://broker }\n"
                     "ports: { gps: { path: /dev/gps } }\n"
                     "sources: { s: { port: gps, decode: { csv: { columns: [t] } } } }\n");
    }
    std::string write(const char* name, const std::string& tests) const {
        return folder.write(name, "config: pi.yaml\ntests:\n" + tests);
    }
    int run(test_options options) {
        out.str({});
        errors.str({});
        const int status = run_tests(options, out, errors);
        log::init(log::level::info);  // as other tests of this process expect it
        return status;
    }

    const std::string good = "  - { name: good, steps: [wait: 2s] }\n";
    const std::string bad = "  - { name: bad & worse, steps: [expect: { topic: a }] }\n";
    test::temp_folder folder;
    std::ostringstream out;
    std::ostringstream errors;
};

TEST_F(test_command, prints_a_line_a_test_and_how_many_there_were) {
    EXPECT_EQ(run({{write("a.test.yaml", good)}, "", "", false}), 0);
    EXPECT_THAT(
        out.str(),
        MatchesRegex("ok    .*a.test.yaml: good \\(2.000 s in [0-9]+ ms\\)\n1 tests: 1 passed, 0 failed\n"));
    EXPECT_EQ(errors.str(), "");
}

TEST_F(test_command, fails_when_a_test_does_and_says_where) {
    EXPECT_EQ(run({{write("a.test.yaml", good), write("b.test.yaml", bad + good)}, "", "", false}), 1);
    EXPECT_THAT(out.str(), HasSubstr("b.test.yaml:3: expect, at 1.000 s\n      a was expected within 1s\n"));
    EXPECT_THAT(out.str(), HasSubstr("3 tests: 2 passed, 1 failed\n"));
}

TEST_F(test_command, runs_those_that_the_filter_names) {
    const std::string file = write("a.test.yaml", good + bad);
    EXPECT_EQ(run({{file}, "goo", "", false}), 0);
    EXPECT_THAT(out.str(), HasSubstr("1 tests: 1 passed"));
    EXPECT_EQ(run({{file}, "ugly", "", false}), 2);
    EXPECT_EQ(errors.str(), "weir: no test has 'ugly' in its name\n");
}

TEST_F(test_command, runs_none_when_a_file_is_wrong) {
    const std::string file = write("a.test.yaml", good);
    EXPECT_EQ(run({{file, write("b.test.yaml", "  - name: a\n")}, "", "", false}), 78);
    EXPECT_EQ(out.str(), "");
    EXPECT_THAT(errors.str(), HasSubstr("b.test.yaml:3:5: error: missing key 'steps' in tests[1]"));
    EXPECT_EQ(run({{folder / "none"}, "", "", false}), 78);
}

TEST_F(test_command, writes_a_report_for_build_servers) {
    const std::string report = folder / "report.xml";
    EXPECT_EQ(run({{write("a.test.yaml", good + bad)}, "", report, false}), 1);
    std::ifstream in(report);
    const std::string xml{std::istreambuf_iterator<char>(in), {}};
    EXPECT_THAT(xml, HasSubstr("<testsuites tests=\"2\" failures=\"1\" time="));
    EXPECT_THAT(xml, HasSubstr("name=\"bad &amp; worse\""));
    EXPECT_EQ(run({{write("a.test.yaml", good)}, "", folder / "no/report.xml", false}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("cannot write"));
}

TEST(junit_report, has_a_suite_a_file_and_is_well_formed) {
    const test_failure failure{{7, 1}, "expect", 1500ms, {"<a> & \"b\"", "at 1 s\x01"}};
    const std::vector<tested> all{{"a", "one", {3, 1}, {std::nullopt, 1s, false}, 2ms},
                                  {"a", "two", {6, 1}, {failure, 1s, false}, 3ms},
                                  {"b", "three", {1, 1}, {std::nullopt, 1s, false}, 0ms}};
    EXPECT_EQ(junit_report(all), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" time="0.005">
  <testsuite name="a" tests="2" failures="1" time="0.005">
    <testcase classname="a" name="one" file="a" line="3" time="0.002"/>
    <testcase classname="a" name="two" file="a" line="6" time="0.003">
      <failure type="expect" message="a:7: expect, at 1.500 s">&lt;a&gt; &amp; &quot;b&quot;
at 1 s?
</failure>
    </testcase>
  </testsuite>
  <testsuite name="b" tests="1" failures="0" time="0.000">
    <testcase classname="b" name="three" file="b" line="1" time="0.000"/>
  </testsuite>
</testsuites>
)");
    EXPECT_EQ(test_summary(all), "3 tests: 2 passed, 1 failed");
}

}  // namespace
}  // namespace weir
