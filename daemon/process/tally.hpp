#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "drivers/value.hpp"

namespace weir {

// What a span of time held of one field. Null, NaN and the infinities do not enter.
class tally {
public:
    void add(const value& what);
    void clear() { *this = {}; }

    // Of all that entered; null when nothing did.
    std::uint64_t count() const { return count_; }
    const value& first() const { return first_; }
    const value& last() const { return last_; }

    // Of the numbers; null without any.
    bool has_numbers() const { return numbers_ > 0; }
    value mean() const;
    const value& min() const { return min_; }
    const value& max() const { return max_; }
    value sum() const;
    // Of the numbers as all that there are (not as a part of more).
    value stddev() const;

private:
    void add_number(double number, const value& what);

    std::uint64_t count_ = 0;
    std::uint64_t numbers_ = 0;
    value first_;
    value last_;
    value min_;  // an integer stays one
    value max_;
    double sum_ = 0;
    double mean_ = 0;
    double squares_ = 0;  // the sum of the squared distances from the mean
};

// The tallies of all fields, in the order in which the fields came first. Memory is kept for the next time.
class tallies {
public:
    struct named {
        const std::string& name;
        const tally& of;
    };

    tallies() = default;
    tallies(tallies&&) = default;
    tallies& operator=(tallies&&) = default;

    void add(const sample& what);
    void clear();
    bool empty() const { return order_.empty(); }
    std::size_t size() const { return order_.size(); }
    named operator[](std::size_t index) const { return {order_[index]->first, order_[index]->second.of}; }
    // The worst of its samples: bad, stale, good.
    weir::quality quality() const { return quality_; }

private:
    struct entry {
        tally of;
        bool present = false;
    };
    using map = std::map<std::string, entry, std::less<>>;

    map all_;
    std::vector<map::const_iterator> order_;  // those that are present
    weir::quality quality_ = quality::good;
};

}  // namespace weir
