#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/command/line.hpp"
#include "daemon/log_limiter.hpp"
#include "daemon/port_writer.hpp"
#include "daemon/quarantine.hpp"
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
// its state on <root>/port/<name>. Frames go to who commands on it, as far as they are answers, the others to
// its reader. Loop's thread alone.
class port final : public line {
public:
    struct surroundings {
        std::string root;  // "<prefix>/<node>"
        stream_opener open;
        announcer announce;
    };
    // `settings` and `reader` must outlive the port. `reader` takes its frames; null: nobody does.
    port(const port_settings& settings, source* reader, surroundings around);
    port(const port&) = delete;
    port& operator=(const port&) = delete;
    ~port() = default;

    // Before run(), at most once. `user` must outlive the port.
    void commanded_by(line_user& user);
    // The same: where bad frames go, beside being counted.
    void quarantine_in(std::unique_ptr<quarantine> bad) { quarantine_ = std::move(bad); }
    const quarantine* bad_frames() const { return quarantine_.get(); }  // null: nowhere

    const port_settings& settings() const { return settings_; }
    const port_counters& counters() const { return counters_; }
    port_state state() const { return state_; }

    // Until it is cancelled.
    awaitable<void> run(task& parent);
    // For the end, when run() has ended: announces that nobody reads it any more.
    void finish();

    void write(const command_settings& command, std::string bytes) override;
    void abandon_write() override;

private:
    awaitable<void> session(task& self);
    awaitable<std::string> converse(task& self, byte_stream& stream);
    awaitable<std::unique_ptr<byte_stream>> open(task& self);
    awaitable<std::string> read(task& self, byte_stream& stream);
    awaitable<byte_stream::result> read_some(byte_stream& stream, std::span<char> into);
    static awaitable<byte_stream::result> read_until(byte_stream& stream, std::span<char> into,
                                                     monotonic_time due);
    awaitable<void> hand_on(task& self);
    awaitable<void> hurried();
    std::unique_ptr<byte_stream> try_open();
    void came_up();
    void went_down(const std::string& why);
    void tell_lost(const std::string& why);
    bool in_a_hurry() const { return user_ != nullptr && user_->awaits_answer(); }
    void cut(std::string_view bytes, monotonic_time now);
    void take(const frame& found, monotonic_time now);
    void refused(reject why, const frame& bad, monotonic_time now);
    void become(port_state state, std::string reason);
    void announce() const;
    void say();

    const port_settings& settings_;
    source* reader_;
    line_user* user_ = nullptr;
    std::optional<port_writer> writer_;  // when there is a user
    bool up_ = false;                    // as the user knows
    event hurry_;                        // an answer may be awaited
    surroundings around_;
    std::string topic_;
    std::string waits_for_bytes_;  // "bytes from /dev/ttyUSB0"
    std::string waits_for_device_;
    std::unique_ptr<framer> framer_;
    std::unique_ptr<quarantine> quarantine_;
    log_limiter log_;
    port_counters counters_;
    port_state state_ = port_state::waiting;
    std::string reason_ = "starting";
    std::chrono::sys_time<std::chrono::nanoseconds> since_;  // in this state
};

}  // namespace weir
