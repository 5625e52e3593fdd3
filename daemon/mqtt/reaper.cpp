#include "daemon/mqtt/reaper.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "daemon/signals_blocked.hpp"

namespace weir {

struct reaper::graveyard {
    std::mutex lock;
    std::condition_variable changed;
    std::deque<std::shared_ptr<void>> bodies;
    bool closing = false;
    bool done = false;
};

reaper::reaper() : shared_(std::make_shared<graveyard>()) {
    const signals_blocked guard;
    thread_ = std::thread(&reaper::work, shared_);
}

reaper::~reaper() {
    close(monotonic_clock::now() + std::chrono::seconds(1));
}

void reaper::bury(std::shared_ptr<void> body) {
    if (!body) return;
    const std::lock_guard guard(shared_->lock);
    shared_->bodies.push_back(std::move(body));
    shared_->changed.notify_all();
}

bool reaper::close(monotonic_time deadline) {
    if (!thread_.joinable()) return true;
    std::unique_lock guard(shared_->lock);
    shared_->closing = true;
    shared_->changed.notify_all();
    const bool done = shared_->changed.wait_until(guard, deadline, [&] { return shared_->done; });
    guard.unlock();
    if (done) {
        thread_.join();
    } else {
        thread_.detach();
    }
    return done;
}

void reaper::work(const std::shared_ptr<graveyard>& shared) {
    std::unique_lock guard(shared->lock);
    for (;;) {
        shared->changed.wait(guard, [&] { return shared->closing || !shared->bodies.empty(); });
        if (shared->bodies.empty()) break;
        std::shared_ptr<void> body = std::move(shared->bodies.front());
        shared->bodies.pop_front();
        guard.unlock();
        body.reset();
        guard.lock();
    }
    shared->done = true;
    shared->changed.notify_all();
}

}  // namespace weir
