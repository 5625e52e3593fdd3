#include "daemon/port/port_listing.hpp"

#include <utility>

namespace weir {

port_listing::port_listing(const boost::asio::any_io_executor& loop, lister list)
    : list_(std::move(list)), worker_(loop) {}

awaitable<port_listing::ports> port_listing::get() {
    if (!looking_) look();
    const std::uint64_t before = looks_;
    while (looks_ == before) {
        const wake why = co_await done_.wait();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
    co_return latest_;
}

void port_listing::look() {
    const auto found = std::make_shared<std::vector<port_info>>();
    const auto done = [this, found] {
        latest_ = found;
        looking_ = false;
        ++looks_;
        done_.notify_all();
    };
    worker_.start([found, list = list_] { *found = list(); }, done);
    looking_ = true;
}

}  // namespace weir
