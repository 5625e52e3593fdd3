#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "daemon/async.hpp"
#include "drivers/value.hpp"

namespace weir::test {

// A coroutine under test that can be cancelled from above. Must outlive its run, or the io_context must be
// destroyed before it.
class spawned {
public:
    spawned(boost::asio::io_context& context, awaitable<void> work) : context_(context) {
        const auto ended = [this](std::exception_ptr failure) {
            ended_ = true;
            failure_ = std::move(failure);
        };
        boost::asio::co_spawn(context, std::move(work),
                              boost::asio::bind_cancellation_slot(signal_.slot(), ended));
    }
    spawned(const spawned&) = delete;
    spawned& operator=(const spawned&) = delete;

    // On the loop, where cancellations belong: one that comes before a coroutine's first turn is thrown to
    // whom runs the loop.
    void cancel() {
        boost::asio::dispatch(context_, [this] { signal_.emit(boost::asio::cancellation_type::terminal); });
    }
    bool ended() const { return ended_; }
    std::exception_ptr failure() const { return failure_; }

private:
    boost::asio::io_context& context_;
    boost::asio::cancellation_signal signal_;
    bool ended_ = false;
    std::exception_ptr failure_;
};

// Runs the loop until `condition` holds; false when `limit` is over before.
template <class Condition>
bool run_until(boost::asio::io_context& context, Condition condition,
               duration limit = std::chrono::seconds(10)) {
    const monotonic_time end = monotonic_clock::now() + limit;
    while (!condition() && monotonic_clock::now() < end) {
        context.restart();
        context.run_one_for(std::chrono::milliseconds(10));
    }
    return condition();
}

// Runs a coroutine to its end on a loop of its own; what it throws is thrown.
inline void run(awaitable<void> work) {
    boost::asio::io_context context(1);
    spawned test(context, std::move(work));
    if (!run_until(context, [&] { return test.ended(); })) throw std::runtime_error("still waiting");
    if (test.failure()) std::rethrow_exception(test.failure());
}

template <class T>
awaitable<void> keep_result(awaitable<T> work, std::optional<T>& into) {
    T result = co_await std::move(work);
    into.emplace(std::move(result));
}

template <class T>
T run(awaitable<T> work) {
    std::optional<T> result;
    run(keep_result(std::move(work), result));
    return std::move(*result);
}

inline monotonic_time in(duration time) {
    return monotonic_clock::now() + time;
}

// Throws operation_aborted when it is cancelled, as Asio's own operations do.
inline awaitable<void> wait_for_ever() {
    const bool slept = co_await sleep_until(never);
    if (!slept) throw boost::system::system_error(boost::asio::error::operation_aborted);
}

inline awaitable<void> fail_at_once(std::string what) {
    throw std::runtime_error(what);
    co_return;
}

template <class T>
awaitable<void> keep_ending(awaitable<outcome<T>> work, std::optional<ending>& how) {
    const outcome<T> end = co_await std::move(work);
    how = end.how();
}

}  // namespace weir::test
