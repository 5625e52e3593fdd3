#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <string>

#include "daemon/async.hpp"
#include "daemon/task.hpp"

namespace weir {

// The one loop and what belongs to a process that runs it: the root of the task tree, the stall detector and
// the signals. SIGINT and SIGTERM ask to stop; the second of them ends the process at once with
// 128 + its number, even when the loop is held. SIGHUP is told, SIGPIPE ignored. One at a time in a
// process; it must outlive all that uses its context.
class loop {
public:
    // Signals that come from here on are not lost. By default stalls are logged, each task's once in 10 s.
    explicit loop(std::string name = "weir", stall_detector::report on_stall = log_stalls(),
                  duration stall_limit = std::chrono::milliseconds(50));
    ~loop();
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    // Runs what is ready, and waits for it, until the context is stopped.
    using driver = std::function<void(boost::asio::io_context&)>;
    static void in_real_time(boost::asio::io_context& context) { context.run(); }

    // Runs `main` to its end and throws what it threw. At most once.
    void run(awaitable<void> main, const driver& drive = in_real_time);

    // Called on the loop's thread for each SIGHUP; without it that is ignored.
    std::function<void()> on_hang_up;

    // From the loop's thread. What stops the daemon is main's affair: race() what runs with stop_requested().
    void request_stop();
    bool stopping() const { return stopping_; }
    awaitable<void> stop_requested();  // returns when it is, or when cancelled

    boost::asio::io_context& context() { return context_; }
    task& root() { return root_; }
    const stall_detector& stalls() const { return stalls_; }

private:
    static stall_detector::report log_stalls();
    awaitable<void> watch_signals();
    void received(int signal);

    stall_detector stalls_;
    task root_;
    boost::asio::io_context context_{1};
    boost::asio::signal_set signals_;
    bool stopping_ = false;
    event stop_;
};

}  // namespace weir
