#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/value.hpp"

namespace weir::probing {

// The first bytes that came at one rate, with their times. Bounded: what is more is not kept.
class heard {
public:
    static constexpr std::size_t most_bytes = std::size_t{64} * 1024;
    static constexpr std::size_t most_pieces = 4096;  // beyond it pieces grow

    struct piece {
        std::string_view bytes;
        monotonic_time arrived;
    };

    void add(std::string_view bytes, monotonic_time arrived) {
        bytes_.append(bytes.substr(0, most_bytes - bytes_.size()));
        if (starts_.size() < most_pieces && bytes_.size() > end_) starts_.push_back({end_, arrived});
        end_ = bytes_.size();
    }

    const std::string& bytes() const { return bytes_; }
    std::size_t count() const { return starts_.size(); }
    piece at(std::size_t index) const {
        const std::size_t begin = starts_[index].begin;
        const std::size_t end = index + 1 < starts_.size() ? starts_[index + 1].begin : end_;
        return {std::string_view(bytes_).substr(begin, end - begin), starts_[index].arrived};
    }

private:
    struct start {
        std::size_t begin;
        monotonic_time arrived;
    };

    std::string bytes_;
    std::vector<start> starts_;
    std::size_t end_ = 0;
};

}  // namespace weir::probing
