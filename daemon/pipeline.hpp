#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/clock.hpp"
#include "daemon/lane.hpp"
#include "daemon/mqtt/message.hpp"
#include "daemon/tap/tap_point.hpp"
#include "daemon/topic_lanes.hpp"
#include "drivers/decoder.hpp"

namespace weir {

struct pipeline_counters {
    std::uint64_t decoded = 0;           // samples that a decoder made
    std::uint64_t made = 0;              // samples that a stage made
    std::uint64_t filtered = 0;          // of all these, held back by a stage
    std::uint64_t failed = 0;            // times that a stage could not do its work
    std::uint64_t published = 0;         // samples that were numbered and encoded; the last `seq`
    std::uint64_t topics_forgotten = 0;  // since there were more than max_topics
    std::array<std::uint64_t, reject_count> bad{};
};

// Who follows what a source publishes: told of each sample, as it leaves the last stage, and whether the
// source is available, each time that this changes.
class sample_listener {
public:
    // Must not come back to the source that speaks.
    virtual void heard(const source_settings& from, const sample& what, monotonic_time now) = 0;
    virtual void available(const source_settings& /*from*/, bool /*yes*/) {}

protected:
    ~sample_listener() = default;
};

// A source's way of one sample, without I/O: decode -> names -> process -> number -> encode.
class pipeline {
public:
    // `source`, `clock` and `shown_by` (if any) must outlive the pipeline. The configuration was checked:
    // everything can be made.
    pipeline(const source_settings& source, sample_clock& clock, tap* shown_by = nullptr);

    struct input {
        weir::frame frame;
        bool retained = false;        // a message that was retained at the broker: its sample is stale
        std::string_view topic = {};  // of a message
    };
    // Appends what is to be published. Whether the decoder understood the frame, or why not.
    reject feed(const input& in, monotonic_time now, std::vector<outgoing>& out);

    // A sample that was made without the decoder; what it held is unspecified afterwards. Not of a topic.
    void take(sample& made, monotonic_time now, std::vector<outgoing>& out);

    // When a decoder that gathers frames, a stage or a batch has something to say though nothing comes.
    monotonic_time due() const;
    // Does what is due by `now`.
    void elapse(monotonic_time now, std::vector<outgoing>& out);
    // For the end: what decoders and batches have gathered is taken as it is.
    void flush(monotonic_time now, std::vector<outgoing>& out);

    // While nothing is fed. `listener` must outlive the pipeline, or be told nothing by followed_by_nobody().
    void followed_by(sample_listener& listener) { listeners_.push_back(&listener); }
    void followed_by_nobody() { listeners_.clear(); }
    // Tells them whether the source is available.
    void tell_available(bool yes) const {
        for (sample_listener* const each : listeners_)
            each->available(source_, yes);
    }

    // The port was opened anew: what decoders gathered is forgotten.
    void reset();
    // A frame was refused before it came here.
    void count_bad(reject why) { ++counters_.bad.at(static_cast<std::size_t>(why)); }

    const pipeline_counters& counters() const { return counters_; }
    // How many of them are remembered; nothing: the source never has several.
    std::optional<std::size_t> topics() const {
        return topics_ ? std::optional(topics_->size()) : std::nullopt;
    }
    const tap_point& shown() const { return tap_; }

private:
    // Of a field, from what the decoder calls it.
    struct renaming {
        std::string from;
        std::string to;
    };
    reject feed(lane& at, const input& in, monotonic_time now, std::vector<outgoing>& out);
    reject feed_topic(const input& in, monotonic_time now, std::vector<outgoing>& out);
    reject refuse(const input& in, reject why, monotonic_time now);
    void begin(lane& at, monotonic_time now, std::vector<outgoing>& out);
    moment moment_for(const lane& at, monotonic_time now);
    void go_on(lane& at, std::size_t stage, monotonic_time now, std::vector<outgoing>& out);
    bool process(lane& at, std::size_t from, const moment& now);
    void publish(lane& at, monotonic_time now, std::vector<outgoing>& out);
    void elapse(lane& at, monotonic_time now, std::vector<outgoing>& out);
    void elapse_stages(lane& at, monotonic_time now, std::vector<outgoing>& out);
    void elapse(lane& at, std::size_t stage, monotonic_time now, std::vector<outgoing>& out);
    void flush(lane& at, monotonic_time now, std::vector<outgoing>& out);
    void flush_decoder(lane& at, monotonic_time now, std::vector<outgoing>& out);
    void flush_batch(batch& gathered, monotonic_time now, std::vector<outgoing>& out);
    void show_messages(std::span<const outgoing> made, monotonic_time now) const;
    void give_names();

    const source_settings& source_;
    sample_clock& clock_;
    std::vector<renaming> renamings_;    // the first that fits counts
    std::optional<topic_lanes> topics_;  // nothing: all goes through lane_
    lane lane_;
    std::vector<sample_listener*> listeners_;
    sample sample_;
    pipeline_counters counters_;
    tap_point tap_;
};

}  // namespace weir
