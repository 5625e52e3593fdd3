#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "daemon/source.hpp"
#include "drivers/framer.hpp"
#include "drivers/value.hpp"

namespace weir {

// What one source asks of its device regularly: one request or several in a row, each with its answer, that
// make one sample. Synchronous; loop's thread alone.
class inquiry {
public:
    // `reader`: whose samples it makes; must outlive the inquiry. `every`: from one sample to the next.
    // `timeout`: for each answer, from the end of its request.
    inquiry(source& reader, duration every, duration timeout)
        : reader_(reader), every_(every), timeout_(timeout) {}
    inquiry(const inquiry&) = delete;
    inquiry& operator=(const inquiry&) = delete;
    virtual ~inquiry() = default;

    source& reader() const { return reader_; }
    duration every() const { return every_; }
    duration timeout() const { return timeout_; }
    // "unit 3"; those of the same name on a bus are the same device.
    virtual std::string device() const = 0;

    // The bytes to ask with now; they ask the same until that is answered or given up.
    virtual std::string request() = 0;
    enum class reply : std::uint8_t {
        not_ours,  // the frame is no answer to the request
        part,      // it is, and more is to be asked
        whole,     // it is, and the last one: the reader has the sample
    };
    virtual reply take(const frame& in, monotonic_time now) = 0;
    // No answer came, or the line was lost: what was asked so far is forgotten.
    virtual void give_up() {}
    // How long after a timeout a late answer may be taken for that to another request.
    virtual duration settle() const { return std::chrono::milliseconds(100); }

private:
    source& reader_;
    duration every_;
    duration timeout_;
};

}  // namespace weir
