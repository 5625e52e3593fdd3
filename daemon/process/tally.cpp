#include "daemon/process/tally.hpp"

#include <cmath>
#include <utility>

#include "daemon/process/numbers.hpp"

namespace weir {

namespace {

// A device that invents names without end must not grow us: further ones are left out, and the names are
// forgotten with the next clear().
constexpr std::size_t most_names = 4096;

weir::quality worse(weir::quality one, weir::quality other) {
    if (one == quality::bad || other == quality::bad) return quality::bad;
    return one == quality::good ? other : one;
}

}  // namespace

void tally::add(const value& what) {
    const auto number = finite_number(what);
    if (!number && !is_no_number(what)) return;
    if (count_++ == 0) first_ = what;
    last_ = what;
    if (number) add_number(*number, what);
}

void tally::add_number(double number, const value& what) {
    if (++numbers_ == 1 || number < *as_number(min_)) min_ = what;
    if (numbers_ == 1 || number > *as_number(max_)) max_ = what;
    sum_ += number;
    const double before = number - mean_;
    mean_ += before / static_cast<double>(numbers_);
    squares_ += before * (number - mean_);
}

value tally::mean() const {
    return has_numbers() ? value(mean_) : value();
}

value tally::sum() const {
    return has_numbers() ? value(sum_) : value();
}

value tally::stddev() const {
    return has_numbers() ? value(std::sqrt(squares_ / static_cast<double>(numbers_))) : value();
}

void tallies::add(const sample& what) {
    quality_ = worse(quality_, what.quality);
    for (const field& each : what.fields) {
        auto found = all_.find(each.name);
        if (found == all_.end()) {
            if (all_.size() >= most_names) continue;
            found = all_.emplace(each.name, entry()).first;
        }
        if (!std::exchange(found->second.present, true)) order_.push_back(found);
        found->second.of.add(each.data);
    }
}

void tallies::clear() {
    order_.clear();
    quality_ = quality::good;
    if (all_.size() >= most_names) all_.clear();
    for (auto& [name, each] : all_)
        each = entry();
}

}  // namespace weir
