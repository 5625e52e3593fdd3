#include "daemon/worker.hpp"

#include <boost/asio/post.hpp>
#include <deque>
#include <mutex>
#include <thread>

#include "daemon/signals_blocked.hpp"

namespace weir {

struct worker::shared {
    explicit shared(const boost::asio::any_io_executor& loop) : loop(loop) {}

    struct task {
        std::function<void()> job;
        std::function<void()> then;
    };

    std::mutex lock;
    std::deque<task> waiting;
    bool running = false;  // there is a thread
    bool closed = false;   // the loop may be gone; only the loop's thread sets it
    boost::asio::any_io_executor loop;
};

worker::worker(const boost::asio::any_io_executor& loop) : shared_(std::make_shared<shared>(loop)) {}

worker::~worker() {
    const std::lock_guard guard(shared_->lock);
    shared_->closed = true;
    shared_->waiting.clear();
    shared_->loop = {};
}

void worker::start(std::function<void()> job, std::function<void()> then) {
    const std::lock_guard guard(shared_->lock);
    shared_->waiting.push_back({std::move(job), std::move(then)});
    if (shared_->running) return;
    const signals_blocked during;
    try {
        std::thread(&worker::work, shared_).detach();
        shared_->running = true;
    } catch (...) {
        shared_->waiting.pop_back();
        throw;
    }
}

void worker::work(const std::shared_ptr<shared>& all) {
    std::unique_lock guard(all->lock);
    while (!all->waiting.empty()) {
        shared::task next = std::move(all->waiting.front());
        all->waiting.pop_front();
        guard.unlock();
        next.job();
        next.job = nullptr;
        guard.lock();
        if (all->closed) continue;
        boost::asio::post(all->loop, [all, then = std::move(next.then)] {
            if (!all->closed) then();
        });
    }
    all->running = false;
}

}  // namespace weir
