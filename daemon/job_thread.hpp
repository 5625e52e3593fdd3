#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "drivers/value.hpp"

namespace weir {

// Runs one job at a time, for calls that block; each has a thread that ends with it. One thread uses it.
class job_thread {
public:
    job_thread();
    ~job_thread();  // as close() with a second's patience
    job_thread(const job_thread&) = delete;
    job_thread& operator=(const job_thread&) = delete;

    // Not before `then` of the last one was called, nor after close(). `then` is called on the job's thread,
    // when the job and what it holds are gone; never once close() has begun.
    // Throws when there can be no further thread.
    void start(std::function<void()> job, std::function<void()> then);
    // Has a system call of the job that waits fail with EINTR, if it is one that can: connect(), but not
    // getaddrinfo(). Without effect when there is none.
    void interrupt();
    // Blocks until the job has ended, or until `deadline`: then it is false, and the thread is left to the
    // end of the process, which should come by _exit().
    bool close(monotonic_time deadline);

private:
    struct progress;
    static void work(const std::shared_ptr<progress>& shared, std::function<void()> job,
                     const std::function<void()>& then);

    std::shared_ptr<progress> shared_;
    std::thread thread_;
};

}  // namespace weir
