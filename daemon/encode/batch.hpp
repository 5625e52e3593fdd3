#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/mqtt/message.hpp"
#include "drivers/value.hpp"

namespace weir {

// The samples of an output that leave together, as one message (docs/mqtt.md). Pure; knows no clock.
class batch {
public:
    // Of a message; a single sample may exceed it.
    static constexpr std::size_t most_bytes = std::size_t{256} << 10U;

    // `to` has a batch and outlives this.
    explicit batch(const publish_settings& to) : to_(to), settings_(*to.batch) {}

    // Takes the last message off `out`, which is JSON and was made of one sample for `to`, and appends what
    // must leave now.
    void take_last(std::vector<outgoing>& out, monotonic_time now);
    // When what was taken must leave, if nothing comes before; never: nothing was, or it may stay.
    monotonic_time due() const { return due_; }
    // Appends what was taken, if anything was.
    void flush(std::vector<outgoing>& out);

private:
    // Of an array: [ and ], and a comma; of lines: a line feed.
    bool has_room_for(const std::string& one) const { return text_.size() + one.size() + 2 <= most_bytes; }
    void append(const std::string& one);

    const publish_settings& to_;
    const batch_settings& settings_;
    std::string text_;       // without the ] of an array
    std::size_t count_ = 0;  // of samples in text_
    monotonic_time due_ = never;
};

}  // namespace weir
