#include "daemon/async/nursery.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace asio = boost::asio;

namespace weir {

struct nursery::child {
    explicit child(awaitable<void> work) : work(std::move(work)) {}

    awaitable<void> work;
    asio::cancellation_signal signal;
    bool canceled = false;
    bool ended = false;

    // A cancellation reaches it only once it has begun.
    static awaitable<void> live(child& self) {
        co_await asio::post(asio::use_awaitable);
        if (self.canceled) co_return;
        co_await std::move(self.work);
    }
};

nursery::nursery() = default;
nursery::~nursery() = default;

nursery::child_id nursery::add(awaitable<void> work) {
    const child_id id = ++last_;
    if (closed_) return id;
    child& one = *children_.emplace(id, std::make_unique<child>(std::move(work))).first->second;
    if (executor_) start(one);
    return id;
}

// Its end is only noted here: Asio has not left it yet.
void nursery::start(child& one) {
    const auto ended = [this, &one](std::exception_ptr failure) {
        one.ended = true;
        const bool failed = failure && !(one.canceled && is_cancellation(failure));
        if (failed && !failure_) failure_ = std::move(failure);
        changed_.notify_all();
    };
    asio::co_spawn(executor_, child::live(one), asio::bind_cancellation_slot(one.signal.slot(), ended));
}

void nursery::cancel(child& one) {
    if (one.ended || std::exchange(one.canceled, true)) return;
    one.signal.emit(asio::cancellation_type::terminal);
}

void nursery::bury() {
    std::erase_if(children_, [](const auto& each) { return each.second->ended; });
}

std::size_t nursery::size() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(children_, [](const auto& each) { return !each.second->ended; }));
}

awaitable<void> nursery::end(std::vector<child_id> which) {
    const auto lives = [this](child_id each) {
        const auto found = children_.find(each);
        return found != children_.end() && !found->second->ended;
    };
    std::erase_if(which, [&](child_id each) { return !lives(each); });
    for (const child_id each : which)
        cancel(*children_.at(each));
    while (std::ranges::any_of(which, lives)) {
        const wake why = co_await changed_.wait();
        if (why == wake::canceled) throw boost::system::system_error(asio::error::operation_aborted);
    }
}

awaitable<void> nursery::run() {
    const auto executor = co_await asio::this_coro::executor;
    executor_ = executor;
    for (const auto& [id, one] : children_)
        start(*one);
    try {
        co_await until_closed();
    } catch (const boost::system::system_error&) {  // cancelled before its first wait
    }
    closed_ = true;
    for (const auto& [id, one] : children_)
        cancel(*one);
    co_await asio::this_coro::throw_if_cancelled(false);
    auto unreachable = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
    co_await asio::co_spawn(executor, until_empty(), unreachable);
    co_await asio::this_coro::throw_if_cancelled(true);
    if (failure_) std::rethrow_exception(failure_);
}

awaitable<void> nursery::until_closed() {
    while (!failure_) {
        const wake why = co_await changed_.wait();
        bury();
        if (why == wake::canceled) co_return;
    }
}

awaitable<void> nursery::until_empty() {
    for (bury(); !children_.empty(); bury()) {
        co_await changed_.wait();
    }
}

}  // namespace weir
