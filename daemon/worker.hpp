#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "daemon/async.hpp"

namespace weir {

// Does for the loop what may block: one job after another, on a thread that lives as long as there are jobs.
// Nobody waits for a job that hangs: neither who asked for it and was cancelled, nor the end of the process.
// So a job owns all that it uses. Loop's thread alone; the loop must outlive the worker.
class worker {
public:
    explicit worker(const boost::asio::any_io_executor& loop);
    ~worker();  // does not wait: forgets the jobs that wait, leaves the one under way to itself
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    // `job` must not throw. `then` is called on the loop after it, but never once the worker is gone.
    // Throws std::system_error when there can be no further thread.
    void start(std::function<void()> job, std::function<void()> then);

    // What `job` returns; throws what it throws, and operation_aborted when it is cancelled, at once.
    template <class T>
    awaitable<T> run(std::function<T()> job);

private:
    struct shared;
    static void work(const std::shared_ptr<shared>& all);

    std::shared_ptr<shared> shared_;
};

namespace detail {

// The place where a job leaves its result; gone when nobody waits for it any more.
template <class T>
struct awaited_job {
    std::optional<T> result;
    std::exception_ptr failure;
    bool over = false;
    event changed;

    void perform(const std::function<T()>& job) {
        try {
            result.emplace(job());
        } catch (...) {
            failure = std::current_exception();
        }
    }
    void done() {
        over = true;
        changed.notify_all();
    }
};

}  // namespace detail

template <class T>
awaitable<T> worker::run(std::function<T()> job) {
    const auto place = std::make_shared<detail::awaited_job<T>>();
    const std::weak_ptr<detail::awaited_job<T>> wanted = place;
    start(
        [wanted, job = std::move(job)] {
            if (const auto still = wanted.lock()) still->perform(job);
        },
        [wanted] {
            if (const auto still = wanted.lock()) still->done();
        });
    while (!place->over) {
        const wake why = co_await place->changed.wait();
        if (why == wake::canceled) throw boost::system::system_error(boost::asio::error::operation_aborted);
    }
    if (place->failure) std::rethrow_exception(place->failure);
    co_return std::move(*place->result);
}

}  // namespace weir
