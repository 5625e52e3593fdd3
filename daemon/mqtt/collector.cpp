#include "daemon/mqtt/collector.hpp"

#include <utility>

namespace weir {

collector::collector(const boost::asio::any_io_executor& loop, std::function<void()> leave)
    : leave_(std::move(leave)), timer_(loop) {}

void collector::add(duration linger) {
    if (linger <= duration::zero()) return leave();
    if (lingers() && linger >= shortest_) return;
    const monotonic_time until = monotonic_clock::now() + linger;
    shortest_ = linger;
    if (until < lingers_until_) leave_at(until);
}

void collector::leave_at(monotonic_time when) {
    lingers_until_ = when;
    timer_.expires_at(when);
    timer_.async_wait([weak = std::weak_ptr(self_)](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self) (*self)->leave();
    });
}

void collector::leave() {
    if (lingers()) timer_.cancel();
    lingers_until_ = never;
    leave_();
}

}  // namespace weir
