#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/clock.hpp"
#include "daemon/mqtt/message.hpp"
#include "daemon/process/stage.hpp"
#include "daemon/tap/tap_point.hpp"
#include "drivers/decoder.hpp"

namespace weir {

struct pipeline_counters {
    std::uint64_t decoded = 0;    // samples that a decoder made
    std::uint64_t made = 0;       // samples that a stage made
    std::uint64_t filtered = 0;   // of all these, held back by a stage
    std::uint64_t failed = 0;     // times that a stage could not do its work
    std::uint64_t published = 0;  // samples that were numbered and encoded; the last `seq`
    std::array<std::uint64_t, reject_count> bad{};
};

// Who follows what a source publishes: told of each sample, as it leaves the last stage.
class sample_listener {
public:
    // Must not come back to the source that speaks.
    virtual void heard(const source_settings& from, const sample& what, monotonic_time now) = 0;
    // The source has become unavailable: what it said no longer counts.
    virtual void fell_silent(const source_settings& /*from*/) {}

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
        bool retained = false;  // a message that was retained at the broker: its sample is stale
    };
    // Appends what is to be published. Whether the decoder understood the frame, or why not.
    reject feed(const input& in, monotonic_time now, std::vector<outgoing>& out);

    // A sample that was made without the decoder; what it held is unspecified afterwards.
    void take(sample& made, monotonic_time now, std::vector<outgoing>& out);

    // When a decoder that gathers frames, or a stage, has something to say though nothing comes.
    monotonic_time due() const;
    // Does what is due by `now`.
    void elapse(monotonic_time now, std::vector<outgoing>& out);
    // For the end: what the decoder has gathered is taken as it is.
    void flush(monotonic_time now, std::vector<outgoing>& out);

    // Before anything is fed. `listener` must outlive the pipeline.
    void followed_by(sample_listener& listener) { listeners_.push_back(&listener); }

    // Tells who follows that nothing more is to be expected for now.
    void fall_silent() const {
        for (sample_listener* const each : listeners_)
            each->fell_silent(source_);
    }

    // The port was opened anew: what was gathered is forgotten.
    void reset() {
        if (decoder_) decoder_->reset();
    }
    // A frame was refused before it came here.
    void count_bad(reject why) { ++counters_.bad.at(static_cast<std::size_t>(why)); }

    const pipeline_counters& counters() const { return counters_; }
    const tap_point& shown() const { return tap_; }

private:
    // Of a field, from what the decoder calls it.
    struct renaming {
        std::string from;
        std::string to;
    };
    void begin(monotonic_time now, std::vector<outgoing>& out);
    void go_on(std::size_t stage, monotonic_time now, std::vector<outgoing>& out);
    bool process(std::size_t from, const moment& now);
    void publish(monotonic_time now, std::vector<outgoing>& out);
    void elapse_stages(monotonic_time now, std::vector<outgoing>& out);
    void elapse(std::size_t stage, monotonic_time now, std::vector<outgoing>& out);
    monotonic_time decoder_due() const;
    void show_messages(std::span<const outgoing> made, monotonic_time now) const;
    void give_names();

    const source_settings& source_;
    sample_clock& clock_;
    std::vector<renaming> renamings_;   // the first that fits counts
    std::unique_ptr<decoder> decoder_;  // null: samples come ready made
    std::vector<std::unique_ptr<stage>> stages_;
    std::vector<std::size_t> timed_;  // of stages_: those that say something by themselves
    std::vector<sample_listener*> listeners_;
    sample sample_;
    pipeline_counters counters_;
    tap_point tap_;
};

}  // namespace weir
