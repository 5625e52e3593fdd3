#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/async/bounded_queue.hpp"
#include "daemon/async/event.hpp"
#include "daemon/async/outcome.hpp"
#include "daemon/async/semaphore.hpp"
#include "daemon/backoff.hpp"
#include "daemon/task.hpp"

// Structured concurrency: what starts coroutines also joins them, so an owner outlives all that borrow from
// it. Cancellation is terminal and reaches every descendant. A coroutine that was cancelled may finish or
// throw what its operation throws, but from then on each further co_await in it throws operation_aborted:
// clean up with with_cleanup(). All of this belongs to the loop's thread.
namespace weir {

// Runs `op` until `deadline`. When the deadline comes or the caller is cancelled, the operation is cancelled
// and joined; one that completed all the same counts as done. With a deadline in the past `op` is never
// started. A result that says operation_aborted itself (says_canceled()) counts as timed out or cancelled
// too.
template <class T>
awaitable<outcome<T>> with_deadline(awaitable<T> op, monotonic_time deadline);
awaitable<outcome<void>> with_deadline(awaitable<void> op, monotonic_time deadline);

// Runs all children at once and joins them. A child's failure cancels no sibling; when all have ended, the
// first failure is thrown. The children begin at the loop's next turn.
awaitable<void> run_all(std::vector<awaitable<void>> children);

// Runs all children (at least one); the first that ends has the others cancelled, and all are joined. Throws
// the first's failure, else gives its index. What the others throw is lost.
awaitable<std::size_t> race(std::vector<awaitable<void>> children);

// Runs `op` until `deadline`; a cancellation of the caller does not reach it, but is waited out.
awaitable<outcome<void>> shielded(awaitable<void> op, monotonic_time deadline);

// Runs `body`, and `cleanup` after it whatever happened, even after a cancellation; the clean-up is shielded
// and has the time `allowed`. Throws what `body` threw; how the clean-up ended is the result.
awaitable<outcome<void>> with_cleanup(awaitable<void> body, awaitable<void> cleanup, duration allowed);

// Runs what `work` makes, again and again, under the name `name` below `parent`: when it fails or returns,
// waits what `policy` says and starts anew; the task keeps the count of restarts and the last error. Returns
// when cancelled, and then alone. The task that `work` gets lives until the next start.
using supervised = std::function<awaitable<void>(task& self)>;
awaitable<void> supervise(task& parent, std::string name, backoff_policy policy, supervised work);

namespace detail {

// The end of an operation under a deadline.
struct joined {
    joined(ending interruption, bool completed, std::exception_ptr failure)
        : interruption(interruption), completed(completed), failure(std::move(failure)) {}

    ending interruption;  // timed_out or canceled, when that came first; else done
    bool completed;       // it returned
    std::exception_ptr failure;
};
awaitable<joined> join_by(awaitable<void> op, monotonic_time deadline);

template <class T>
awaitable<void> store(awaitable<T> op, std::optional<T>& into) {
    T result = co_await std::move(op);
    into.emplace(std::move(result));
}

template <class T>
outcome<T> without_value(const joined& end) {
    const bool interrupted = end.interruption != ending::done;
    if (end.failure && !(interrupted && is_cancellation(end.failure))) return outcome<T>(end.failure);
    return end.interruption == ending::canceled ? outcome<T>::canceled() : outcome<T>::timed_out();
}

template <class T>
outcome<T> judge(const joined& end, std::optional<T> result) {
    const bool interrupted = end.interruption != ending::done;
    if (!result || (interrupted && says_canceled(*result))) return without_value<T>(end);
    return outcome<T>(std::move(*result));
}

}  // namespace detail

template <class T>
awaitable<outcome<T>> with_deadline(awaitable<T> op, monotonic_time deadline) {
    std::optional<T> result;
    awaitable<void> storing = detail::store(std::move(op), result);
    const detail::joined end = co_await detail::join_by(std::move(storing), deadline);
    co_return detail::judge(end, std::move(result));
}

}  // namespace weir
