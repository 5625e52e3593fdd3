#include "daemon/rehearsal/pace.hpp"

#include <algorithm>

namespace weir {

// A turn that finds nothing has looked at the timers last: what it saw is what the loop waits for.
void pace::settle() {
    const std::uint64_t last = turns_ + most_turns_at_once;
    for (std::size_t ran = 1; ran > 0 && turns_ < last; ++turns_) {
        time_.forget_waits();
        ran = loop_.poll_one();
    }
    restless_ = restless_ || turns_ == last;
}

bool pace::go_on(monotonic_time end, const std::function<bool()>& enough) {
    settle();
    while (!enough()) {
        if (!trouble().empty()) return false;
        const monotonic_time next = time_.next_wait();
        time_.move_to(std::max(time_.now(), std::min(next, end)));
        if (next > end) return false;
        settle();
    }
    return true;
}

std::string pace::trouble() const {
    if (loop_.stopped()) return "weir has stopped";
    if (restless_ || turns_ >= most_turns) return "weir does not come to rest";
    if (time_.now() - began_ > longest) return "more than 30 days have passed";
    return {};
}

}  // namespace weir
