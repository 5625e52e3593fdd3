#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "daemon/tap/tap.hpp"
#include "daemon/topic_input.hpp"
#include "tests/support/port_bench.hpp"
#include "tests/support/tap_lines.hpp"

// What sources and ports show.
namespace weir {
namespace {

namespace json = boost::json;
using lines = std::vector<std::string>;
using test::lines_of;
using test::open_fake;
using test::told;

class tapped_source : public test::source_bench {
protected:
    tapped_source()
        : source_bench(R"(
version: 1
node: { id: n }
clock: trust
mqtt: { url: mqtt://h }
ports: { p: { path: /dev/device } }
sources:
  s:
    port: p
    decode: { csv: { columns: [t] } }
    process: [ { scale: { t: 0.1 } }, { range: { t: [0, 50] }, drop: true } ]
)",
                       10) {}

    tap all;
    source shown{configured.sources.at(0), {"r", clock, out, announce, &all}};
};

TEST_F(tapped_source, shows_each_step_of_a_sample) {
    const auto seen = all.watch({});
    lines_of(*seen);
    const monotonic_time now = monotonic_clock::now();
    shown.take({{"215", now}}, now);
    lines steps;
    for (const json::object& line : lines_of(*seen)) {
        const json::value* const fields = line.if_contains("fields");
        steps.push_back(std::string(line.at("step").as_string()) +
                        (line.contains("stage") ? ' ' + std::string(line.at("stage").as_string()) : "") +
                        (fields != nullptr ? ' ' + json::serialize(*fields) : ""));
    }
    EXPECT_EQ(steps, (lines{R"(sample {"t":215})", R"(stage scale {"t":2.15E1})",
                            R"(stage range {"t":2.15E1})", "message"}));

    shown.take({{"9999", now}}, now);
    const std::vector<json::object> held = lines_of(*seen);
    ASSERT_EQ(held.size(), 3u);
    EXPECT_EQ(held.back().at("stage"), "range");
    EXPECT_EQ(held.back().at("held_back"), true);

    shown.take({{"nonsense", now}}, now);
    EXPECT_EQ(told(*seen),
              lines{R"({"source":"s","step":"bad","reason":"bad_number","bytes":"6e6f6e73656e7365"})"});
}

TEST_F(tapped_source, shows_a_topics_messages) {
    topic_input topic(shown);
    const auto seen = all.watch(json::parse(R"({"what":["frame"]})").as_object());
    lines_of(*seen);
    topic.on_message(incoming("t", "215", 0, false));
    EXPECT_EQ(told(*seen), lines{R"({"source":"s","step":"frame","bytes":"323135"})"});
}

class tapped_port : public test::port_bench {
protected:
    ~tapped_port() override { end(living); }

    tap all;
    port shown{configured.ports.at(0),
               nullptr,
               {"r", [this](const port_settings&) { return open_fake(far); }, announce, changes, &all}};
    std::shared_ptr<test::fake_line> far = std::make_shared<test::fake_line>();
    test::spawned living{context, shown.run(root)};
};

TEST_F(tapped_port, shows_what_it_reads_even_when_nobody_takes_it) {
    const auto seen = all.watch(json::parse(R"({"what":["raw"],"port":"p"})").as_object());
    lines_of(*seen);
    far->sends("1\n2");
    lines all_lines;
    EXPECT_TRUE(until([&] {
        for (const std::string& line : told(*seen))
            all_lines.push_back(line);
        return !all_lines.empty();
    }));
    EXPECT_EQ(all_lines, lines{R"({"port":"p","step":"read","bytes":"310a32"})"});
}

}  // namespace
}  // namespace weir
