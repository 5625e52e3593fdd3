#include "daemon/async.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/channel_error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>

namespace asio = boost::asio;

namespace weir {

bool is_cancellation(const boost::system::error_code& error) {
    return error == asio::error::operation_aborted || error == boost::system::errc::operation_canceled ||
           error == asio::experimental::error::channel_cancelled;
}

bool is_cancellation(const std::exception_ptr& failure) {
    if (!failure) return false;
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return is_cancellation(error.code());
    } catch (...) {
        return false;
    }
}

std::string reason(const std::exception_ptr& failure) {
    if (!failure) return {};
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "unknown error";
    }
}

namespace {

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> with_error{};

using cancellation_state = asio::cancellation_state;

bool canceled(const cancellation_state& state) {
    return state.cancelled() != asio::cancellation_type::none;
}

// A child begins when its whole group is launched: only then does a cancellation from above reach it.
awaitable<void> begin_later(awaitable<void> child) {
    co_await asio::post(asio::use_awaitable);
    co_await std::move(child);
}

auto as_group(const asio::any_io_executor& executor, std::vector<awaitable<void>> children) {
    using operation = decltype(asio::co_spawn(executor, std::move(children.front()), asio::deferred));
    std::vector<operation> operations;
    operations.reserve(children.size());
    for (awaitable<void>& child : children)
        operations.push_back(asio::co_spawn(executor, begin_later(std::move(child)), asio::deferred));
    return asio::experimental::make_parallel_group(std::move(operations));
}

// Of failures in the order in which the children ended, the one to throw: cancellations tell least.
std::exception_ptr first_failure(const std::vector<std::size_t>& order,
                                 const std::vector<std::exception_ptr>& failures) {
    std::exception_ptr cancellation;
    for (const std::size_t child : order) {
        if (!failures[child]) continue;
        if (!is_cancellation(failures[child])) return failures[child];
        if (!cancellation) cancellation = failures[child];
    }
    return cancellation;
}

}  // namespace

awaitable<bool> sleep_until(monotonic_time when) {
    const auto executor = co_await asio::this_coro::executor;
    monotonic_timer timer(executor, when);
    const auto [error] = co_await timer.async_wait(with_error);
    co_return !error;
}

awaitable<bool> sleep_for(duration time) {
    return sleep_until(monotonic_clock::now() + time);
}

awaitable<wake> event::wait(monotonic_time deadline) {
    const auto executor = co_await asio::this_coro::executor;
    waiter self(executor, deadline);
    waiters_.push_back(self);
    const auto [error] = co_await self.timer.async_wait(with_error);
    if (self.notified) co_return wake::notified;
    co_return error ? wake::canceled : wake::timed_out;
}

bool event::notify_one() {
    if (waiters_.empty()) return false;
    waiter& first = waiters_.front();
    waiters_.pop_front();
    first.notified = true;
    first.timer.cancel();
    return true;
}

void event::notify_all() {
    while (notify_one()) {
    }
}

awaitable<outcome<semaphore::slot>> semaphore::acquire(monotonic_time deadline) {
    slot free_one = try_acquire();
    if (free_one) co_return outcome<slot>(std::move(free_one));
    const wake why = co_await released_.wait(deadline);
    if (why == wake::notified) co_return outcome<slot>(slot(*this));
    co_return why == wake::canceled ? outcome<slot>::canceled() : outcome<slot>::timed_out();
}

semaphore::slot semaphore::try_acquire() {
    if (free_ == 0) return {};
    --free_;
    return slot(*this);
}

// A slot goes straight to the first who waits, or nobody could be sure to get one.
void semaphore::give_back() {
    if (!released_.notify_one()) ++free_;
}

awaitable<detail::joined> detail::join_by(awaitable<void> op, monotonic_time deadline) {
    if (deadline <= monotonic_clock::now()) co_return joined(ending::timed_out, false, nullptr);
    const auto executor = co_await asio::this_coro::executor;
    monotonic_timer timer(executor, deadline);
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(executor, std::move(op), asio::deferred), timer.async_wait(asio::deferred));
    const asio::experimental::wait_for_one first(asio::cancellation_type::terminal);
    const auto [order, failure, expired] = co_await group.async_wait(first, asio::use_awaitable);
    const cancellation_state state = co_await asio::this_coro::cancellation_state;
    const ending uncanceled = order[0] == 0 ? ending::done : ending::timed_out;
    co_return joined(canceled(state) ? ending::canceled : uncanceled, !failure, failure);
}

awaitable<outcome<void>> with_deadline(awaitable<void> op, monotonic_time deadline) {
    const detail::joined end = co_await detail::join_by(std::move(op), deadline);
    if (end.completed) co_return outcome<void>();
    co_return detail::without_value<void>(end);
}

awaitable<void> run_all(std::vector<awaitable<void>> children) {
    if (children.empty()) co_return;  // an empty group never ends
    const auto executor = co_await asio::this_coro::executor;
    auto group = as_group(executor, std::move(children));
    const asio::experimental::wait_for_all all;
    const auto [order, failures] = co_await group.async_wait(all, asio::use_awaitable);
    const std::exception_ptr failure = first_failure(order, failures);
    if (failure) std::rethrow_exception(failure);
}

awaitable<std::size_t> race(std::vector<awaitable<void>> children) {
    const auto executor = co_await asio::this_coro::executor;
    auto group = as_group(executor, std::move(children));
    const asio::experimental::wait_for_one one(asio::cancellation_type::terminal);
    const auto [order, failures] = co_await group.async_wait(one, asio::use_awaitable);
    const std::size_t first = order.front();
    if (failures[first]) std::rethrow_exception(failures[first]);
    co_return first;
}

awaitable<outcome<void>> shielded(awaitable<void> op, monotonic_time deadline) {
    const auto executor = co_await asio::this_coro::executor;
    std::optional<outcome<void>> result;
    awaitable<outcome<void>> bounded = with_deadline(std::move(op), deadline);
    awaitable<void> storing = detail::store(std::move(bounded), result);
    auto unreachable = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
    co_await asio::co_spawn(executor, std::move(storing), unreachable);
    co_return std::move(*result);
}

awaitable<outcome<void>> with_cleanup(awaitable<void> body, awaitable<void> cleanup, duration allowed) {
    std::exception_ptr failure;
    try {
        co_await std::move(body);
    } catch (...) {
        failure = std::current_exception();
    }
    const monotonic_time deadline = monotonic_clock::now() + allowed;
    co_await asio::this_coro::throw_if_cancelled(false);
    outcome<void> cleaned = co_await shielded(std::move(cleanup), deadline);
    co_await asio::this_coro::throw_if_cancelled(true);
    if (failure) std::rethrow_exception(failure);
    co_return cleaned;
}

awaitable<void> supervise(task& parent, std::string name, backoff_policy policy, supervised work) {
    task self(parent, std::move(name));
    backoff delays(policy);
    std::minstd_rand random(random_seed());
    std::uniform_real_distribution<double> fraction(0, 1);
    for (;;) {
        const monotonic_time started = monotonic_clock::now();
        std::string error = "ended";
        try {
            awaitable<void> attempt = work(self);
            co_await std::move(attempt);
        } catch (...) {
            error = reason(std::current_exception());
        }
        self.resumed();
        const cancellation_state state = co_await asio::this_coro::cancellation_state;
        if (canceled(state)) co_return;

        self.restarted(std::move(error));
        const duration lived = monotonic_clock::now() - started;
        const duration pause = delays.next(lived, fraction(random));
        self.awaiting("restart");
        const bool slept = co_await sleep_for(pause);
        self.resumed();
        if (!slept) co_return;
    }
}

}  // namespace weir
