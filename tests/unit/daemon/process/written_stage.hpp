#pragma once

#include <cmath>
#include <string>

#include "tests/support/source_bench.hpp"
#include "tests/unit/daemon/process/stage_maker.hpp"

// Stages made of what a user writes.
namespace weir::test {

inline std::string source_with(const std::string& entry) {
    return "version: 1\nnode: { id: n }\nmqtt: { url: mqtt://h }\nports: { p: { path: /dev/null } }\n"
           "sources: { s: { port: p, decode: json, process: [ { " +
           entry + " } ] } }\n";
}

// Of one entry of `process`: "clamp: { max: 5 }, ignore_out_of_range: true".
inline std::unique_ptr<stage> stage_of(const std::string& entry) {
    const settings all = settings_of(source_with(entry));
    problems found;
    auto made = make_stage(all.sources.at(0).process.at(0), found);
    if (!made) throw std::logic_error("checked, but not made: " + entry);
    return made;
}

inline std::string errors_of(const std::string& entry) {
    return parse_config(source_with(entry), "test.yaml", all_catalogues()).errors;
}

// What a new stage makes of one field, and its outcome.
struct made_of {
    std::string stage;
    value in;
    value out;
    stage::outcome result = stage::passes;
};

// NaN is the same as itself here, and so are numbers that differ in their 12th digit.
inline bool alike(const value& one, const value& other) {
    const auto* a = std::get_if<double>(&one);
    const auto* b = std::get_if<double>(&other);
    if (a == nullptr || b == nullptr || !std::isfinite(*a) || !std::isfinite(*b))
        return one == other || (a != nullptr && b != nullptr && std::isnan(*a) && std::isnan(*b));
    return std::abs(*a - *b) <= 1e-12 * std::max(1.0, std::abs(*b));
}

// Each on a field `t`, alone in its sample.
inline void expect_each(const std::vector<made_of>& rows) {
    for (const made_of& row : rows) {
        SCOPED_TRACE(row.stage + " of " + testing::PrintToString(row.in));
        sample through = of({{"t", row.in}});
        EXPECT_EQ(stage_of(row.stage)->apply(through, start), row.result);
        if (row.result == stage::held) continue;
        ASSERT_EQ(through.fields.size(), 1U);
        const value& out = through.fields.begin()->data;
        EXPECT_TRUE(alike(out, row.out)) << testing::PrintToString(out);
    }
}

}  // namespace weir::test
