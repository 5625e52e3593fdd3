#pragma once

#include <memory>
#include <thread>

#include "drivers/value.hpp"

namespace weir {

// Destroys, one after the other on a thread of its own, what takes long to die. One thread uses it.
class reaper {
public:
    reaper();
    ~reaper();  // as close() with a second's patience
    reaper(const reaper&) = delete;
    reaper& operator=(const reaper&) = delete;

    // Drops this reference on the reaper's thread. Not after close().
    void bury(std::shared_ptr<void> body);
    // Blocks until all are destroyed and the thread has ended, or until `deadline`: then it is false, and
    // thread and bodies are left to the end of the process, which should come by _exit().
    bool close(monotonic_time deadline);

private:
    struct graveyard;
    static void work(const std::shared_ptr<graveyard>& shared);

    std::shared_ptr<graveyard> shared_;
    std::thread thread_;
};

}  // namespace weir
