#pragma once

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "daemon/control/stream.hpp"

namespace weir::test {

// What waits, a line each.
inline std::vector<boost::json::object> lines_of(control_stream& from) {
    std::vector<boost::json::object> all;
    std::string rest = from.take();
    for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
        all.push_back(boost::json::parse(rest.substr(0, end)).as_object());
    EXPECT_EQ(rest, "") << "whole lines";
    return all;
}

// What waits, a line each, less what is different each time.
inline std::vector<std::string> told(control_stream& by) {
    std::vector<std::string> all;
    for (boost::json::object& line : lines_of(by)) {
        if (!line.contains("dropped")) {
            EXPECT_TRUE(line.at("t_ns").is_int64());
            EXPECT_EQ(line.at("ts").as_string().size(), 24u);
        }
        boost::json::object rest;
        for (const auto& [name, held] : line) {
            if (name != "t_ns" && name != "ts") rest[name] = held;
        }
        all.push_back(boost::json::serialize(rest));
    }
    return all;
}

}  // namespace weir::test
