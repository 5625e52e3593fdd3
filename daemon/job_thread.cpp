#include "daemon/job_thread.hpp"

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <pthread.h>
#include <utility>

#include "daemon/signals_blocked.hpp"

namespace weir {
namespace {

// Ignored by default, and of use to nobody here.
constexpr int interruption = SIGURG;

void make_interruptible() {
    static const int set = [] {
        struct sigaction nothing {};
        nothing.sa_handler = [](int) {};
        return sigaction(interruption, &nothing, nullptr);  // without SA_RESTART
    }();
    static_cast<void>(set);
}

void unblock_interruption() {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, interruption);
    pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
}

}  // namespace

struct job_thread::progress {
    std::mutex lock;
    std::condition_variable changed;
    bool running = false;
    bool closed = false;
};

job_thread::job_thread() : shared_(std::make_shared<progress>()) {
    make_interruptible();
}

job_thread::~job_thread() {
    close(monotonic_clock::now() + std::chrono::seconds(1));
}

void job_thread::start(std::function<void()> job, std::function<void()> then) {
    if (thread_.joinable()) thread_.join();
    shared_->running = true;
    const signals_blocked guard;
    try {
        thread_ = std::thread(&job_thread::work, shared_, std::move(job), std::move(then));
    } catch (...) {
        shared_->running = false;
        throw;
    }
}

void job_thread::interrupt() {
    if (thread_.joinable()) pthread_kill(thread_.native_handle(), interruption);
}

bool job_thread::close(monotonic_time deadline) {
    std::unique_lock guard(shared_->lock);
    shared_->closed = true;
    const bool done = shared_->changed.wait_until(guard, deadline, [&] { return !shared_->running; });
    guard.unlock();
    if (!thread_.joinable()) return true;
    if (done) {
        thread_.join();
    } else {
        thread_.detach();
    }
    return done;
}

void job_thread::work(const std::shared_ptr<progress>& shared, std::function<void()> job,
                      const std::function<void()>& then) {
    unblock_interruption();
    job();
    job = nullptr;
    const std::lock_guard guard(shared->lock);
    shared->running = false;
    if (!shared->closed) then();
    shared->changed.notify_all();
}

}  // namespace weir
