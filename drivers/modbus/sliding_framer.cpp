#include "drivers/modbus/sliding_framer.hpp"

#include <algorithm>
#include <utility>

namespace weir::modbus {

void sliding_framer::feed(std::string_view bytes, monotonic_time arrived) {
    fed_ = bytes;
    fed_arrived_ = arrived;
}

framer::result sliding_framer::next() {
    fill();
    while (size_ > 0) {
        const fit found = measure(kept());
        if (found.what == fit::more) {
            if (fed_.empty()) return {};
            fill();
        } else if (found.what == fit::yes) {
            const result made{complete, {content(kept().substr(0, found.size)), arrived_[begin_]}, {}};
            drop(found.size);
            in_step_ = true;
            return made;
        } else {
            drop(1);
            if (size_ == 0) fill();
            if (std::exchange(in_step_, false)) return {bad, {}, on_loss_};
        }
    }
    return {};
}

void sliding_framer::reset() {
    fed_ = {};
    begin_ = 0;
    size_ = 0;
    in_step_ = true;
}

// Moves as many of the fed bytes behind the kept ones as there is room for.
void sliding_framer::fill() {
    if (fed_.empty()) return;
    const auto from = static_cast<std::ptrdiff_t>(begin_);
    const auto to = static_cast<std::ptrdiff_t>(begin_ + size_);
    std::copy(bytes_.begin() + from, bytes_.begin() + to, bytes_.begin());
    std::copy(arrived_.begin() + from, arrived_.begin() + to, arrived_.begin());
    begin_ = 0;
    const std::string_view taken = fed_.substr(0, bytes_.size() - size_);
    std::copy(taken.begin(), taken.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    std::fill_n(arrived_.begin() + static_cast<std::ptrdiff_t>(size_), taken.size(), fed_arrived_);
    size_ += taken.size();
    fed_.remove_prefix(taken.size());
}

void sliding_framer::drop(std::size_t count) {
    begin_ += count;
    size_ -= count;
}

}  // namespace weir::modbus
