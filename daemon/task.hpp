#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

// Coroutines that can be seen. Every coroutine that lives has a `task`: a name, a place in a tree, what it
// awaits, since when, how often it was restarted and its last error. `weir tasks` shows the tree.
namespace weir {

class task;

// Measures how long handlers hold the loop. One for each loop, outlives its tasks. Loop's thread alone.
class stall_detector {
public:
    using report = std::function<void(const task& who, duration held)>;

    // Counts, and reports, what holds the loop longer than `limit`.
    explicit stall_detector(duration limit = std::chrono::milliseconds(50), report on_stall = {});

    // A task's code runs from here ...
    void enter(const task& who, monotonic_time now) {
        runs_ = &who;
        entered_ = now;
    }
    // ... to here: at its next wait or its end. Without effect unless `who` is the task that entered last.
    void leave(const task& who, monotonic_time now) {
        if (runs_ != &who) return;
        runs_ = nullptr;
        const duration held = now - entered_;
        if (held > longest_) longest_ = held;
        if (held > limit_) stalled(who, held);
    }

    std::uint64_t stalls() const { return stalls_; }
    duration longest() const { return longest_; }

private:
    void stalled(const task& who, duration held);

    duration limit_;
    report on_stall_;
    const task* runs_ = nullptr;
    monotonic_time entered_{};
    std::uint64_t stalls_ = 0;
    duration longest_{};
};

// One node of the tree. The coroutine that it stands for owns it as a local (or borrows it from supervise());
// a child must end before its parent. It runs from its construction on. Loop's thread alone.
class task {
public:
    // The root.
    task(std::string name, stall_detector& stalls);
    task(task& parent, std::string name);
    ~task();
    task(const task&) = delete;
    task& operator=(const task&) = delete;

    // Says what the next co_await waits for; from its return on the task runs again. Around every wait that
    // may take long:
    //
    //     self.awaiting("bytes");
    //     const auto got = co_await stream.read_some(buffer);
    //     self.resumed();
    //
    // `what` must outlive the wait: a literal, or a text that the task's owner keeps. A wait that throws
    // needs no resumed() where supervise() catches it.
    void awaiting(std::string_view what) {
        awaits_ = what;
        since_ = monotonic_clock::now();
        stalls_.leave(*this, since_);
    }
    void resumed() {
        awaits_ = {};
        since_ = monotonic_clock::now();
        stalls_.enter(*this, since_);
    }

    void restarted(std::string error);  // counts a restart and keeps why
    void failed(std::string error);     // keeps an error without a restart

    const std::string& name() const { return name_; }
    std::string path() const;                            // "weir/ports/gps"
    std::string_view awaits() const { return awaits_; }  // empty: it runs
    monotonic_time since() const { return since_; }      // it awaits or runs since then
    std::uint64_t restarts() const { return restarts_; }
    const std::string& last_error() const { return last_error_; }
    const std::list<task*>& children() const { return children_; }

private:
    task* parent_ = nullptr;
    stall_detector& stalls_;
    std::string name_;
    std::string_view awaits_;
    monotonic_time since_ = monotonic_clock::now();
    std::uint64_t restarts_ = 0;
    std::string last_error_;
    std::list<task*> children_;
    std::list<task*>::iterator place_{};  // in the parent's children
};

}  // namespace weir
