#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/value.hpp"

namespace weir {

// Bytes with the times of their arrival, taken from the front. The memory is used again.
class timed_bytes {
public:
    std::string_view view() const { return std::string_view(bytes_).substr(begin_); }
    std::size_t size() const { return bytes_.size() - begin_; }
    bool empty() const { return size() == 0; }
    // When the first byte arrived; not empty().
    monotonic_time first_arrived() const { return arrivals_[arrival_].when; }

    void append(std::string_view bytes, monotonic_time arrived) {
        if (begin_ * 2 >= bytes_.size()) compact();
        if (arrivals_.empty() || arrivals_.back().when != arrived)
            arrivals_.push_back({bytes_.size(), arrived});
        bytes_.append(bytes);
    }

    // At most size().
    void drop(std::size_t count) {
        begin_ += count;
        while (arrival_ + 1 < arrivals_.size() && arrivals_[arrival_ + 1].at <= begin_)
            ++arrival_;
    }

    void clear() { drop(size()); }

private:
    // From the byte `at` of bytes_ on.
    struct arrival {
        std::size_t at;
        monotonic_time when;
    };

    void compact() {
        bytes_.erase(0, begin_);
        const auto kept = arrivals_.begin() + static_cast<std::ptrdiff_t>(arrival_);
        arrivals_.erase(arrivals_.begin(), bytes_.empty() ? arrivals_.end() : kept);
        for (arrival& each : arrivals_)
            each.at -= std::min(each.at, begin_);
        begin_ = arrival_ = 0;
    }

    std::string bytes_;
    std::size_t begin_ = 0;  // what lies before it is gone
    std::vector<arrival> arrivals_;
    std::size_t arrival_ = 0;  // of the first byte
};

}  // namespace weir
