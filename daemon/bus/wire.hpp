#pragma once

#include <string>

namespace weir {

// What writes to a device, as its user (line_user) sees it: one write at a time. Loop's thread alone.
class wire {
public:
    // Begins to write, while the wire is up and no write is under way. It ends with line_user's written() or
    // lost(), never from within this call.
    virtual void write(std::string bytes) = 0;
    // The write under way has taken too long: it is ended, and with it the connection. lost() follows, never
    // from within this call, and nothing but frames (offer()) comes before it.
    virtual void abandon_write() = 0;

protected:
    ~wire() = default;
};

}  // namespace weir
