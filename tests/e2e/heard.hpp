#pragma once

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/recording.hpp"

namespace weir::test {

inline std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The kinds of the records in `bytes`, pieces of one kind as one, and what was received and sent in all.
struct heard {
    explicit heard(const std::string& bytes) {
        std::istringstream in(bytes);
        recording_reader reader(in);
        for (auto got = reader.next(); got.what == recording_reader::found; got = reader.next()) {
            const std::string shown = show(got.record);
            const std::string kind = shown.substr(0, shown.find(' '));
            if (kinds.empty() || kinds.back() != kind) kinds.push_back(kind);
            (got.record.kind == record_kind::sent ? sent : received) += got.record.bytes;
            EXPECT_GE(got.record.at, last);
            last = got.record.at;
        }
        error = reader.error();
    }
    std::vector<std::string> kinds;
    std::string received;
    std::string sent;
    std::string error;
    duration last{};
};

}  // namespace weir::test
