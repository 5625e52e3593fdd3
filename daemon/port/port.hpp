#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/bus/wire.hpp"
#include "daemon/command/line.hpp"
#include "daemon/log_limiter.hpp"
#include "daemon/port/device_changes.hpp"
#include "daemon/port/open_port.hpp"
#include "daemon/port/port_status.hpp"
#include "daemon/port/port_writer.hpp"
#include "daemon/quarantine/quarantine.hpp"
#include "daemon/source.hpp"
#include "daemon/tap/tap_point.hpp"
#include "daemon/task.hpp"
#include "drivers/byte_stream.hpp"
#include "drivers/echo_filter.hpp"
#include "drivers/framer.hpp"

namespace weir {

struct port_counters {
    std::uint64_t opens = 0;
    std::uint64_t bytes = 0;
    std::uint64_t frames = 0;
    std::array<std::uint64_t, reject_count> bad{};  // refused by the framer
};

// One port at work: opens it, waits for it, reads it, opens it again when it was lost, for ever; announces
// its state on <root>/port/<name>. Frames go to who commands on it, as far as they are answers, the others to
// its reader. Loop's thread alone.
class port final : public wire {
public:
    struct surroundings {
        std::string root;  // "<prefix>/<node>"
        stream_opener open;
        announcer announce;
        device_changes& changes;  // when to look at once; must outlive the port
        tap* shown_by = nullptr;  // the same; null: nobody
    };
    // `settings` and `reader` must outlive the port. `reader` takes its frames; null: nobody does.
    port(const port_settings& settings, source* reader, surroundings around);
    port(const port&) = delete;
    port& operator=(const port&) = delete;
    ~port() = default;

    // Before run(): another source that the port feeds by way of its user, as a bus does.
    void feeds(source& other);
    // At most once; if the port is open, `user` is told at once. It must outlive the port.
    void commanded_by(line_user& user);
    // While it rests or before run(): from now on `reader` (or null) takes its frames, and `all`, the reader
    // among them, are what it feeds. A reader that is new to it is told whether the port is open. Those that
    // it had must still be there.
    void exchange_readers(source* reader, const std::vector<source*>& all);
    // Before run(): where bad frames go, beside being counted.
    void quarantine_in(std::unique_ptr<quarantine> bad) { quarantine_ = std::move(bad); }
    const quarantine* bad_frames() const { return quarantine_.get(); }  // null: nowhere

    const port_settings& settings() const { return settings_; }
    const port_counters& counters() const { return counters_; }
    port_state state() const { return status_.state(); }

    // Until it is cancelled.
    awaitable<void> run(task& parent);
    // Waits until it does not wait for its reader; nor does it then, until go_on(). Throws operation_aborted
    // when it is cancelled.
    awaitable<void> rest();
    void go_on() { rests_ = false; }
    // For the end, when run() has ended: announces that nobody reads it any more, and `why`.
    void finish(const std::string& why = "weir has stopped");

    void write(std::string bytes) override;
    void abandon_write() override;

private:
    awaitable<void> session(task& self);
    awaitable<std::string> converse(task& self, byte_stream& stream);
    awaitable<std::unique_ptr<byte_stream>> open(task& self);
    awaitable<bool> next_look(std::uint64_t seen, backoff& wait);
    awaitable<std::optional<std::string>> read_alone(task& self, byte_stream& stream);
    awaitable<void> silent_too_long();
    bool ends_reading_alone() const { return read_alone_ != nullptr && (writer_ || gave_up_); }
    awaitable<std::string> read(task& self, byte_stream& stream);
    awaitable<byte_stream::result> read_some(byte_stream& stream, std::span<char> into);
    static awaitable<byte_stream::result> read_until(byte_stream& stream, std::span<char> into,
                                                     monotonic_time due);
    awaitable<void> hand_on(task& self);
    awaitable<void> hurried();
    void tell_opened(monotonic_time now);
    void came_up();
    void went_down(const std::string& why);
    void tell_lost(const std::string& why);
    bool in_a_hurry() const { return user_ != nullptr && user_->awaits_answer(); }
    void cut(std::string_view bytes, monotonic_time now);
    void take(const frame& found, monotonic_time now);
    void refused(reject why, const frame& bad, monotonic_time now);
    void look_for_silence();
    void give_up();

    const port_settings& settings_;
    source* reader_;
    line_user* user_ = nullptr;
    std::optional<port_writer> writer_;  // when there is a user
    byte_stream* read_alone_ = nullptr;  // to which nothing is written
    bool open_ = false;
    bool up_ = false;  // open, as the user knows
    bool rests_ = false;
    bool handing_on_ = false;  // it waits for its reader
    event hurry_;              // an answer may be awaited, or it is to rest
    event handed_on_;
    bool gave_up_ = false;  // on this opened device, which is silent
    event given_up_;
    std::vector<source*> fed_;  // whose silence is the port's
    surroundings around_;
    port_status status_;
    std::string waits_for_bytes_;  // "bytes from /dev/ttyUSB0"
    std::string waits_for_device_;
    echo_filter echo_;
    std::unique_ptr<framer> framer_;
    std::unique_ptr<quarantine> quarantine_;
    log_limiter log_;
    port_counters counters_;
    tap_point tap_;
};

}  // namespace weir
