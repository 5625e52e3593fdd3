#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "daemon/process/ring.hpp"
#include "drivers/value.hpp"

// Sliding windows over a field's numbers: what is pushed last leaves last. None of them asks for memory once
// it has been as full as it becomes. result() and oldest() want one number at least.
namespace weir {

struct dated_number {
    double number = 0;
    monotonic_time at{};
};

// One whose numbers are joined, in any grouping but in their order: a sum, a minimum. Constant time a number,
// on the average, and nothing is ever taken away from a sum, so that no error piles up.
template <class Fold>
class folding_window {
public:
    std::size_t size() const { return kept_.size(); }
    monotonic_time oldest() const { return kept_.front().at; }

    void push(double number, monotonic_time at) {
        newer_ = folded_ == size() ? number : Fold::join(newer_, number);
        kept_.push_back({number, at});
    }
    void pop() {
        if (folded_ == 0) fold();
        kept_.pop_front();
        --folded_;
    }

    double result() const {
        if (folded_ == 0) return Fold::result(newer_, size());
        const double older = kept_.front().number;
        return Fold::result(folded_ == size() ? older : Fold::join(older, newer_), size());
    }

private:
    void fold() {
        for (std::size_t i = size() - 1; i-- > 0;)
            kept_[i].number = Fold::join(kept_[i].number, kept_[i + 1].number);
        folded_ = size();
    }

    ring<dated_number> kept_;
    std::size_t folded_ = 0;  // so many in front hold the join of themselves with the others of these behind
    double newer_ = 0;        // the join of those behind, if there are any
};

struct smallest {
    static double join(double one, double other) { return std::min(one, other); }
    static double result(double joined, std::size_t) { return joined; }
};

struct largest {
    static double join(double one, double other) { return std::max(one, other); }
    static double result(double joined, std::size_t) { return joined; }
};

struct average {
    static double join(double one, double other) { return one + other; }
    static double result(double joined, std::size_t count) { return joined / static_cast<double>(count); }
};

// One that keeps its numbers in their order of size too.
class sorted_window {
public:
    std::size_t size() const { return kept_.size(); }
    monotonic_time oldest() const { return kept_.front().at; }

    void push(double number, monotonic_time at) {
        kept_.push_back({number, at});
        sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), number), number);
    }
    void pop() {
        sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), kept_.front().number));
        kept_.pop_front();
    }

protected:
    const std::vector<double>& sorted() const { return sorted_; }

private:
    ring<dated_number> kept_;
    std::vector<double> sorted_;
};

// Of an even count the mean of the two in the middle.
class median_window : public sorted_window {
public:
    double result() const {
        const std::size_t middle = size() / 2;
        if (size() % 2 == 1) return sorted()[middle];
        return sorted()[middle - 1] / 2 + sorted()[middle] / 2;
    }
};

// The smallest number that at least this share of the window is not above, as in ESPHome.
class quantile_window : public sorted_window {
public:
    explicit quantile_window(double share = 0.9) : share_(share) {}

    double result() const {
        constexpr double slack = 1e-9;  // what a product like 10 * 0.7 may be too large
        const double rank = std::ceil(static_cast<double>(size()) * share_ - slack);
        return sorted()[rank < 1 ? 0 : static_cast<std::size_t>(rank) - 1];
    }

private:
    double share_;  // 0 to 1
};

}  // namespace weir
