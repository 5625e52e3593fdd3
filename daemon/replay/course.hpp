#pragma once

#include <optional>
#include <vector>

#include "daemon/replay/engine.hpp"
#include "drivers/recording/reader.hpp"

namespace weir {

// A recording's way through an engine, step by step; whether a step waits for its time is the caller's
// affair, and changes nothing of what comes out.
class replay_course {
public:
    // Both must outlive the course. `from` is behind its head.
    replay_course(recording_reader& from, replay_engine& through)
        : from_(from), engine_(through), next_(from.next()) {}

    // When the next step is, since the recording's beginning; nothing: it is at its end.
    std::optional<duration> due() const;
    // Does it; appends what is to be published.
    void step(std::vector<outgoing>& out);

private:
    recording_reader& from_;
    replay_engine& engine_;
    recording_reader::result next_;
};

}  // namespace weir
