#pragma once

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/process/stage.hpp"

// Stages as a configuration would make them, and samples to send through.
namespace weir::test {

using namespace std::chrono_literals;

inline constexpr moment start{monotonic_time{1h}, wall_time{24h}};
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline const value null{};

// `what` as the loader gives it; integers as std::int64_t.
template <class T>
setting written(T what) {
    return {{3, 7}, std::move(what)};
}
inline setting integer(std::int64_t what) {
    return written(what);
}
inline setting text(const char* what) {
    return written(std::string(what));
}
inline setting list(std::initializer_list<setting> items) {
    return written(setting::list(items));
}
inline setting pair(double min, double max) {
    return list({written(min), written(max)});
}
inline setting map(std::initializer_list<std::pair<const char*, setting>> members) {
    setting::map all;
    for (const auto& [name, what] : members)
        all.push_back({name, {}, what});
    return written(std::move(all));
}

inline component_use use(std::string_view name, setting argument, setting options = map({})) {
    const catalogue all = stages();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const component* each) { return each->name == name; });
    EXPECT_NE(found, all.end()) << "no stage " << name;
    return {*found, {3, 1}, std::move(argument), std::move(options)};
}

inline std::unique_ptr<stage> make(std::string_view name, setting argument, setting options = map({})) {
    problems found;
    auto made = make_stage(use(name, std::move(argument), std::move(options)), found);
    EXPECT_TRUE(found.empty()) << found.all().front().message;
    return made;
}

inline sample of(std::initializer_list<std::pair<const char*, value>> fields) {
    sample made;
    for (const auto& [name, data] : fields)
        made.set(name, data);
    return made;
}

inline std::string names_in(const sample& in) {
    std::string all;
    for (const field& each : in.fields)
        all += (all.empty() ? "" : " ") + each.name;
    return all;
}

}  // namespace weir::test
