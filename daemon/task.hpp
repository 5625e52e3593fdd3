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

// Measures how long handlers hold the loop. One for each loop, outlives its tasks. Loop's thread alone.
class stall_detector {
public:
    using report = std::function<void(std::string_view task, duration held)>;

    explicit stall_detector(duration limit = std::chrono::milliseconds(50), report on_stall = {});

    // A task's code runs from here ...
    void enter(const class task& who, monotonic_time now);
    // ... to here: at its next wait.
    void leave(const class task& who, monotonic_time now);

    std::uint64_t stalls() const { return stalls_; }
    duration longest() const { return longest_; }

private:
    duration limit_;
    report on_stall_;
    monotonic_time entered_{};
    std::uint64_t stalls_ = 0;
    duration longest_{};
};

// One node of the tree. The coroutine that it stands for owns it as a local (or borrows it from supervise());
// a child must end before its parent. Loop's thread alone.
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
    //     const auto got = [&]...   // no: co_await stands alone (docs/development.md)
    //     self.awaiting("bytes from /dev/ttyUSB0");
    //     const auto got = co_await stream.read_some(buffer);
    //     self.resumed();
    //
    // `what` must outlive the wait: a literal, or a text that the task's owner keeps.
    void awaiting(std::string_view what);
    void resumed();

    void restarted(std::string error);  // counts a restart and keeps why
    void failed(std::string error);     // keeps an error without a restart

    const std::string& name() const { return name_; }
    std::string path() const;                            // "weir/ports/gps"
    std::string_view awaits() const { return awaits_; }  // empty: it runs
    monotonic_time since() const { return since_; }
    std::uint64_t restarts() const { return restarts_; }
    const std::string& last_error() const { return last_error_; }
    const std::list<task*>& children() const { return children_; }

private:
    task* parent_ = nullptr;
    stall_detector& stalls_;
    std::string name_;
    std::string_view awaits_;
    monotonic_time since_{};
    std::uint64_t restarts_ = 0;
    std::string last_error_;
    std::list<task*> children_;
    std::list<task*>::iterator place_{};
};

}  // namespace weir
