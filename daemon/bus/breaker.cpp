#include "daemon/bus/breaker.hpp"

#include <algorithm>

namespace weir {

void breaker::answered() {
    unanswered_ = 0;
    retry_at_ = monotonic_time::min();
}

void breaker::unanswered(monotonic_time now, duration cost, std::size_t dead) {
    unanswered_ = std::min(unanswered_ + 1, most_unanswered);
    if (closed()) return;
    retry_at_ = now + cost * share * static_cast<std::int64_t>(std::max<std::size_t>(dead, 1));
}

}  // namespace weir
