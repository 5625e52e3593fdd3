#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "drivers/framer.hpp"
#include "drivers/value.hpp"

// Between those who own a line to devices (the bus on a port, a pair of topics) and those who command devices
// on it.
// Loop's thread alone.
namespace weir {

// What may be asked of a line. From within any call of line_user but lost() too.
class line {
public:
    // Begins to write for `command`, while the line is up and no write is under way. It ends with one of
    // line_user's written(), refused() or lost(), never from within this call. A line of topics takes from
    // `command` where the message goes, a bus nothing; it is not needed after the call.
    virtual void write(const command_settings& command, std::string bytes) = 0;
    // The write under way has taken too long: it is ended, and with it the line. lost() follows, never from
    // within this call, and nothing but frames (offer()) comes before it.
    virtual void abandon_write() = 0;

    // Whether an exchange may begin now; when not, line_free() tells of the time. An emergency waits for
    // nobody who can wait.
    virtual bool free(monotonic_time now, bool emergency) const = 0;
    // An emergency waits: what others do on the line is cut short.
    virtual void hurry(monotonic_time now) = 0;
    // The exchange that write() began has ended. Until `rest_until` its late answer may come.
    virtual void release(monotonic_time now, monotonic_time rest_until) = 0;

protected:
    ~line() = default;
};

// What a line tells. Must not throw.
class line_user {
public:
    // The line can be written to. Once, before anything else, and again after each lost().
    virtual void opened(monotonic_time now) = 0;
    // It cannot any more. `written`: bytes that the write under way, if there was one, may have sent.
    virtual void lost(const std::string& why, std::size_t written, monotonic_time now) = 0;
    // The write under way is done, all of it: it has left our buffers; for a topic the broker has it.
    virtual void written(monotonic_time now) = 0;
    // The write under way was refused, and nothing of it sent; the line is still up.
    virtual void refused(const std::string& why, monotonic_time now) = 0;
    // Whether the frame was an answer, and is not for the source that reads the line. The answer to a write
    // may come before written().
    virtual bool offer(const frame& in, monotonic_time now) = 0;
    // An answer is awaited, from its write on: whoever reads the line must not wait for anything else.
    virtual bool awaits_answer() const = 0;
    // The line, which was not free, is.
    virtual void line_free(monotonic_time /*now*/) {}

protected:
    ~line_user() = default;
};

}  // namespace weir
