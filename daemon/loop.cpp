#include "daemon/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <memory>
#include <unistd.h>

#include "daemon/log.hpp"
#include "daemon/log_limiter.hpp"

namespace asio = boost::asio;

namespace weir {

namespace {

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> with_error{};

extern "C" void leave_at_once(int signal) {
    _exit(128 + signal);
}

void handle_stop_signals(void (*handler)(int)) {
    std::signal(SIGINT, handler);
    std::signal(SIGTERM, handler);
}

std::int64_t milliseconds(duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

loop::loop(std::string name, stall_detector::report on_stall, duration stall_limit)
    : stalls_(stall_limit, std::move(on_stall)),
      root_(std::move(name), stalls_),
      signals_(context_, SIGINT, SIGTERM, SIGHUP) {
    std::signal(SIGPIPE, SIG_IGN);
    root_.awaiting("its tasks");
}

loop::~loop() {
    signals_.clear();
    handle_stop_signals(SIG_DFL);
}

stall_detector::report loop::log_stalls() {
    return [limiter = std::make_shared<log_limiter>()](const task& who, duration held) {
        const std::string path = who.path();
        const auto suppressed = limiter->allow(path, monotonic_clock::now());
        if (!suppressed) return;
        log::warning("{} held the loop for {} ms ({} more since the last report)", path, milliseconds(held),
                     *suppressed);
    };
}

void loop::run(awaitable<void> main, const driver& drive) {
    std::vector<awaitable<void>> parts;
    parts.push_back(std::move(main));
    parts.push_back(watch_signals());
    std::exception_ptr failure;
    const auto ended = [&](std::exception_ptr thrown, std::size_t) {
        failure = std::move(thrown);
        context_.stop();  // whatever another library still keeps it busy with
    };
    asio::co_spawn(context_, race(std::move(parts)), ended);
    drive(context_);
    if (failure) std::rethrow_exception(failure);
}

void loop::request_stop() {
    stopping_ = true;
    stop_.notify_all();
}

awaitable<void> loop::stop_requested() {
    while (!stopping_) {
        const wake why = co_await stop_.wait();
        if (why == wake::canceled) co_return;
    }
}

awaitable<void> loop::watch_signals() {
    for (;;) {
        const auto [error, signal] = co_await signals_.async_wait(with_error);
        if (error) co_return;
        received(signal);
    }
}

void loop::received(int signal) {
    if (signal == SIGHUP) {
        if (on_hang_up) return on_hang_up();
        log::info("SIGHUP: nothing to reload, ignored");
        return;
    }
    log::info("{}: stopping", signal == SIGINT ? "SIGINT" : "SIGTERM");
    signals_.remove(SIGINT);
    signals_.remove(SIGTERM);
    handle_stop_signals(leave_at_once);
    request_stop();
}

}  // namespace weir
