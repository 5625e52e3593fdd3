#include "daemon/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace weir {

duration backoff::next(duration lived, double random) {
    if (lived >= policy_.healthy) reset();
    const double most = static_cast<double>(policy_.most.count());
    const double grown = static_cast<double>(policy_.first.count()) * std::pow(policy_.factor, failures_);
    const double delay = std::min(grown, most);
    if (grown < most) ++failures_;  // so it never overflows
    return duration(static_cast<duration::rep>(delay * (1 - policy_.jitter * random)));
}

}  // namespace weir
