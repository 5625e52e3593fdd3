#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "drivers/value.hpp"

// Between those who own a line to devices (a port, a pair of topics) and those who command devices on it.
// Loop's thread alone.
namespace weir {

// What may be asked of a line.
class line {
public:
    // Begins to write, while the line is up and no write is under way. It ends with line_user::written() or
    // line_user::lost(), never from within this call.
    virtual void write(std::string bytes) = 0;
    // The write under way has taken too long: it is ended, and with it the line, as lost.
    virtual void abandon_write() = 0;

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
    // The write under way is done, all of it; for a topic the broker has it.
    virtual void written(monotonic_time now) = 0;
    // The write under way was refused, and nothing of it sent; the line is still up.
    virtual void refused(const std::string& why, monotonic_time now) = 0;
    // Whether the frame was an answer, and is not for the source that reads the line.
    virtual bool offer(std::string_view frame, monotonic_time now) = 0;
    // An answer is awaited: whoever reads the line must not wait for anything else.
    virtual bool awaits_answer() const = 0;

protected:
    ~line_user() = default;
};

}  // namespace weir
