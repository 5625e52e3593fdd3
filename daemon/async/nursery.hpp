#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <vector>

#include "daemon/async/event.hpp"

namespace weir {

// A group of coroutines that grows and shrinks while it runs; run() joins them all, so that its owner
// outlives all that borrow from it. A child that ends by itself is forgotten. One that fails has the others
// cancelled, as a cancellation from above has. Loop's thread alone.
class nursery {
public:
    using child_id = std::uint64_t;

    nursery();
    ~nursery();  // run() was never called, or has ended
    nursery(const nursery&) = delete;
    nursery& operator=(const nursery&) = delete;

    // It begins at the loop's next turn, or when run() does; never once run() has been cancelled.
    child_id add(awaitable<void> work);
    // Cancels these and waits until they have ended; those that have ended before are no error. Not from
    // within one of them. Throws operation_aborted when the caller is cancelled meanwhile: then run() has yet
    // to join them.
    awaitable<void> end(std::vector<child_id> which);

    // Until it is cancelled or a child fails, whose failure it throws; all have ended then. At most once.
    awaitable<void> run();

    std::size_t size() const;  // that have not ended

private:
    struct child;

    void start(child& one);
    void cancel(child& one);
    void bury();
    awaitable<void> until_closed();
    awaitable<void> until_empty();

    boost::asio::any_io_executor executor_;  // once it runs
    bool closed_ = false;
    child_id last_ = 0;
    std::map<child_id, std::unique_ptr<child>> children_;
    std::exception_ptr failure_;  // the first
    event changed_;               // a child has ended
};

}  // namespace weir
