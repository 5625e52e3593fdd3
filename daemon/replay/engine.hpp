#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/clock.hpp"
#include "daemon/joiner.hpp"
#include "daemon/pipeline.hpp"
#include "drivers/echo_filter.hpp"
#include "drivers/framer.hpp"
#include "drivers/recording/record.hpp"

namespace weir {

struct replay_counters {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;  // received
    std::uint64_t frames = 0;
    std::array<std::uint64_t, reject_count> bad{};  // refused by the framer or a decoder
};

// What a port and its sources make of a recording. Pure: its only time is the recorded one, so that the same
// recording through the same configuration gives the same messages. The source that listens gets its frames;
// one with `poll` gets the answer to its own request, where the recording has that; one with `modbus` none. A
// join works where all its sources do, which count as available.
class replay_engine {
public:
    // `all` must outlive the engine; `port` is an index into its ports. The recording began at `began`.
    replay_engine(const settings& all, std::size_t port, wall_time began);
    replay_engine(const replay_engine&) = delete;
    replay_engine& operator=(const replay_engine&) = delete;

    // When something is due though nothing comes; never: nothing is.
    duration due() const;
    // What is due by then is done, each at its time. All times count from the recording's beginning.
    void elapse(duration now, std::vector<outgoing>& out);
    // The same until the record, and then the record. Records come in their order.
    void take(const record& next, std::vector<outgoing>& out);
    // Nothing comes any more: what the framer and the decoders have gathered is taken as it is.
    void finish(std::vector<outgoing>& out);

    std::size_t sources() const { return readers_.size(); }
    // The port's sources that get nothing.
    struct left_out_source {
        std::string name;
        std::string_view why;  // "speaks Modbus"
    };
    const std::vector<left_out_source>& left_out() const { return left_out_; }
    replay_counters counters() const;

    static constexpr duration nothing_due = duration::max();

private:
    struct reader {
        reader(const source_settings& settings, sample_clock& clock)
            : settings(settings), way(settings, clock) {}

        const source_settings& settings;
        pipeline way;
    };
    // What its sources publish goes on in the join's pipeline, to the same messages.
    struct join final : sample_listener {
        join(replay_engine& engine, reader& into, std::vector<const source_settings*> joined);
        void heard(const source_settings& from, const sample& what, monotonic_time now) override;

        replay_engine& engine;
        reader& into;
        const std::vector<const source_settings*> joined;
        joiner matches;
        sample made;
    };
    void add(const source_settings& source);
    void add_join(const settings& all, const source_settings& source);
    reader* find(const source_settings& source);
    monotonic_time next_due() const;
    void elapse_until(monotonic_time now, std::vector<outgoing>& out);
    void flush(monotonic_time now, std::vector<outgoing>& out);
    void received(std::string_view bytes, monotonic_time now, std::vector<outgoing>& out);
    void sent(std::string_view bytes, monotonic_time now);
    void opened();
    void drain(monotonic_time now, std::vector<outgoing>& out);
    void take(const frame& found, monotonic_time now, std::vector<outgoing>& out);

    const port_settings& port_;
    const monotonic_time began_;  // as long after its epoch as the wall time was
    sample_clock clock_;
    std::unique_ptr<framer> framer_;
    echo_filter echo_;
    std::vector<std::unique_ptr<reader>> readers_;
    std::vector<std::unique_ptr<join>> joins_;
    std::vector<outgoing>* out_ = nullptr;  // of the call that runs
    reader* listener_ = nullptr;
    reader* asked_ = nullptr;  // its answer may come
    monotonic_time answer_by_{};
    monotonic_time last_{began_};  // of the records
    std::vector<left_out_source> left_out_;
    replay_counters counters_;
};

// A message as one line without its end: its topic, a blank and its payload. In a payload that is no JSON a
// line feed, a carriage return and a backslash are written \n, \r and \\.
std::string line_of(const outgoing& message);

}  // namespace weir
