#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/log_limiter.hpp"
#include "daemon/source.hpp"
#include "daemon/task.hpp"
#include "drivers/byte_stream.hpp"
#include "drivers/framer.hpp"

namespace weir {

enum class port_state : std::uint8_t {
    waiting,  // not there since the start
    open,
    silent,  // open, but its source has become stale
    lost,    // was open, is gone
    busy,    // another process holds it
    denied,  // we may not open it
};
std::string_view name_of(port_state state);

struct port_counters {
    std::uint64_t opens = 0;
    std::uint64_t bytes = 0;
    std::uint64_t frames = 0;
    std::array<std::uint64_t, reject_count> bad{};  // refused by the framer
};

// Opens the line of a port; what the line cannot do is a warning.
using stream_opener = std::function<boost::system::result<std::unique_ptr<byte_stream>>(
    const port_settings&, std::vector<std::string>& warnings)>;

// One port at work: opens it, waits for it, reads it, opens it again when it was lost, for ever; announces
// its state on <root>/port/<name>. Loop's thread alone.
class port {
public:
    struct surroundings {
        std::string root;  // "<prefix>/<node>"
        stream_opener open;
        announcer announce;
    };
    // `settings` and `reader` must outlive the port. `reader` takes its frames; null: nobody does.
    port(const port_settings& settings, source* reader, surroundings around);

    const port_settings& settings() const { return settings_; }
    const port_counters& counters() const { return counters_; }
    port_state state() const { return state_; }

    // Until it is cancelled.
    awaitable<void> run(task& parent);
    // For the end, when run() has ended: announces that nobody reads it any more.
    void finish();

private:
    awaitable<void> session(task& self);
    awaitable<std::unique_ptr<byte_stream>> open(task& self);
    awaitable<std::string> read(task& self, byte_stream& stream);
    std::unique_ptr<byte_stream> try_open();
    void came_up();
    void went_down(const std::string& why);
    void cut(std::string_view bytes, monotonic_time now);
    void refused(reject why, std::string_view frame, monotonic_time now);
    void become(port_state state, std::string reason);
    void announce() const;
    void say();

    const port_settings& settings_;
    source* reader_;
    surroundings around_;
    std::string topic_;
    std::string waits_for_bytes_;  // "bytes from /dev/ttyUSB0"
    std::string waits_for_device_;
    std::unique_ptr<framer> framer_;
    log_limiter log_;
    port_counters counters_;
    port_state state_ = port_state::waiting;
    std::string reason_ = "starting";
    std::chrono::sys_time<std::chrono::nanoseconds> since_;  // in this state
};

}  // namespace weir
