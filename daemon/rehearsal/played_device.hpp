#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/async.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/rehearsal/transcript.hpp"

namespace weir {

// The device of a port in a rehearsal, which does what it is told. Loop's thread alone; outlives its streams.
class played_device {
public:
    played_device() = default;
    played_device(const played_device&) = delete;
    played_device& operator=(const played_device&) = delete;
    ~played_device() = default;

    // For outside::ports.
    open_attempt open();
    bool is_open() const { return open_; }

    // Plugged in at first.
    void plug(bool in);
    bool plugged() const { return plugged_; }
    // Lost when the port is not open, as with a real one.
    void say(std::string_view bytes);
    // From now on it answers to this by itself, each time.
    void answer_always(std::string to, std::string answer);

    // What weir has written, each piece on its own.
    transcript<std::string>& heard() { return heard_; }
    const transcript<std::string>& heard() const { return heard_; }

private:
    class stream;
    void hear(std::string_view bytes);

    bool plugged_ = true;
    bool open_ = false;
    std::string unread_;
    std::map<std::string, std::string, std::less<>> answers_;
    transcript<std::string> heard_;
    event changed_;
};

}  // namespace weir
