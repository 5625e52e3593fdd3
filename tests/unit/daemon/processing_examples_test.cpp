// An example of docs/processing.md stands below the heading of its stage: a block of YAML with the keys of a
// source
// (`    process: ...`), then a table `| at | in | out |`. A row is a moment since the start, the sample that
// comes then and the one that goes out then, as JSON in backquotes (nothing: none), with its quality behind
// it when that is not good.
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "config/scalar.hpp"
#include "daemon/pipeline.hpp"
#include "drivers/text.hpp"
#include "tests/support/published_sample.hpp"
#include "tests/support/source_bench.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;

struct row {
    duration at{};
    std::string in;
    std::string out;
};

struct example {
    std::string below;  // the heading's words
    int line = 0;       // of its block of YAML
    std::string source;
    std::vector<row> rows;
};

// --- The page
// ------------------------------------------------------------------------------------------------------

// "| 1s | `{"t":5}` | |": three cells, without their backquotes.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line.substr(1));
    for (std::string cell; std::getline(in, cell, '|');) {
        std::erase(cell, '`');
        cells.emplace_back(without_blanks(cell));
    }
    return cells;
}

row read_row(const std::string& line) {
    const auto cells = cells_of(line);
    std::string hint;
    const auto at = cells.size() == 3 ? parse_duration(cells[0], hint) : std::nullopt;
    if (!at) throw std::runtime_error("no row of an example: " + line + ' ' + hint);
    return {*at, cells[1], cells[2]};
}

std::vector<example> read_page(std::istream& page) {
    std::vector<example> all;
    std::string heading;
    int number = 0;
    bool in_yaml = false;
    bool in_table = false;
    for (std::string line; std::getline(page, line);) {
        ++number;
        if (in_yaml) {
            in_yaml = line != "```";
            if (in_yaml) all.back().source += line + '\n';
        } else if (line == "```yaml") {
            in_yaml = true;
            all.push_back({heading, number, {}, {}});
        } else if (line.starts_with('#')) {
            heading = without_blanks(line.substr(line.find_first_not_of('#')));
            std::erase(heading, '`');
        } else if (in_table && line.starts_with('|')) {
            if (!line.starts_with("|---")) all.back().rows.push_back(read_row(line));
        } else {
            in_table = line == "| at | in | out |" && !all.empty();
        }
    }
    std::erase_if(all, [](const example& each) { return !each.source.starts_with(' '); });  // whole files
    return all;
}

const std::vector<example>& examples() {
    static const std::vector<example> all = [] {
        std::ifstream page(WEIR_SOURCE_DIR "/docs/processing.md");
        return read_page(page);
    }();
    return all;
}

// --- What comes of it
// ----------------------------------------------------------------------------------------------

using lines = std::vector<std::string>;

// A source that lives in virtual time, and when it has published what.
class bench {
public:
    explicit bench(const std::string& keys)
        : loaded_(test::settings_of("version: 1\nnode: { id: n }\nmqtt: { url: mqtt://h }\n"
                                    "ports: { p: { path: /dev/null } }\n"
                                    "sources:\n  s:\n    port: p\n    decode: json\n" +
                                    keys)),
          way_(loaded_.sources.at(0), clock_) {}

    // What is due up to `at`, each in its time.
    void elapse(duration at) {
        EXPECT_GE(at, now_) << "time runs backwards";
        while (way_.due() <= start + at) {
            now_ = std::max(now_, way_.due() - start);
            way_.elapse(start + now_, out_);
            note();
        }
        now_ = at;
    }

    void feed(const std::string& json) {
        const monotonic_time now = start + now_;
        EXPECT_EQ(way_.feed({{json, now}, false}, now, out_), reject::none) << json;
        note();
    }

    lines published;
    std::set<std::string_view> stages() const {
        std::set<std::string_view> all;
        for (const component_use& each : loaded_.sources.at(0).process)
            all.insert(each.kind->name);
        return all;
    }

private:
    static constexpr monotonic_time start{1h};

    void note() {
        for (const outgoing& each : out_)
            published.push_back(testing::PrintToString(now_ / 1ms) + "ms " + test::shown(each.payload));
        out_.clear();
    }

    settings loaded_;
    sample_clock clock_{start, wall_time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}}};
    pipeline way_;
    duration now_{};
    std::vector<outgoing> out_;
};

lines expected(const example& of) {
    lines all;
    for (const row& each : of.rows) {
        if (!each.out.empty()) all.push_back(testing::PrintToString(each.at / 1ms) + "ms " + each.out);
    }
    return all;
}

TEST(processing_examples, give_what_the_page_says) {
    for (const example& each : examples()) {
        SCOPED_TRACE("docs/processing.md:" + std::to_string(each.line));
        EXPECT_FALSE(each.rows.empty()) << "no table behind it";
        bench on(each.source);
        for (const row& moment : each.rows) {
            on.elapse(moment.at);
            if (!moment.in.empty()) on.feed(moment.in);
        }
        EXPECT_EQ(on.published, expected(each));
    }
}

TEST(processing_examples, show_every_stage_below_its_heading) {
    std::map<std::string, std::set<std::string_view>> used;
    for (const example& each : examples())
        used[each.below].merge(bench(each.source).stages());
    for (const component* each : stages()) {
        const std::string name(each->name);
        EXPECT_TRUE(used[name].contains(name)) << "no example of " << name;
    }
}

TEST(processing_examples, are_read_as_they_are_meant) {
    std::istringstream page(
        "### `x`\n```yaml\n    process: []\n```\n\n| at | in | out |\n|---|---|---|\n"
        "| 0s | `{\"t\":5}` | `{\"t\":null}` bad |\n| 1.5s | | |\n\n"
        "```yaml\nversion: 1\n```\n| another | table |\n");
    const auto all = read_page(page);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].below, "x");
    EXPECT_EQ(all[0].line, 2);
    EXPECT_EQ(all[0].source, "    process: []\n");
    ASSERT_EQ(all[0].rows.size(), 2U);
    EXPECT_EQ(all[0].rows[0].in, R"({"t":5})");
    EXPECT_EQ(all[0].rows[0].out, R"({"t":null} bad)");
    EXPECT_EQ(all[0].rows[1].at, 1500ms);
    EXPECT_EQ(all[0].rows[1].in + all[0].rows[1].out, "");
    std::istringstream bad("```yaml\n process\n```\n| at | in | out |\n| 5 | | |\n");
    EXPECT_THROW(read_page(bad), std::runtime_error);
}

TEST(processing_examples, wrong_ones_are_noticed) {
    bench on("    process: [ { throttle: 2s } ]\n");
    on.feed(R"({"t":1})");
    on.elapse(1s);
    on.feed(R"({"t":2})");
    on.elapse(2s);
    on.feed(R"({"t":3})");
    EXPECT_EQ(on.published, (lines{R"(0ms {"t":1})", R"(2000ms {"t":3})"}));
    EXPECT_NE(on.published, expected({"throttle", 1, "", {{0s, "", R"({"t":1})"}, {1s, "", R"({"t":2})"}}}));
}

}  // namespace
}  // namespace weir
