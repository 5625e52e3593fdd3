#pragma once

#include <cstddef>
#include <string>

#include "daemon/async.hpp"
#include "daemon/command/line.hpp"
#include "daemon/task.hpp"
#include "drivers/byte_stream.hpp"

namespace weir {

// What writes to a port while it is open: one write at a time, beside the reader. Loop's thread alone.
class port_writer {
public:
    // `user` must outlive the writer.
    explicit port_writer(line_user& user) : user_(user) {}

    void begin(std::string bytes);  // none may be under way
    void abandon();
    bool busy() const { return busy_; }

    // Writes what begin() gives, until that fails or is abandoned: why. Throws when it is cancelled.
    awaitable<std::string> run(task& parent, byte_stream& stream);
    // When the line is lost and run() has ended: forgets the write under way, and gives how many of its bytes
    // may have been sent.
    std::size_t forget();

private:
    awaitable<void> something_to_write(task& self);
    awaitable<void> write(byte_stream& stream);
    awaitable<void> write_all(byte_stream& stream);
    awaitable<void> abandoned();

    line_user& user_;
    std::string bytes_;
    bool busy_ = false;
    bool abandoned_ = false;
    byte_stream::result done_;
    event changed_;  // busy_ or abandoned_
};

}  // namespace weir
