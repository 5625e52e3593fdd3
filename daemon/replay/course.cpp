#include "daemon/replay/course.hpp"

#include <algorithm>

namespace weir {

std::optional<duration> replay_course::due() const {
    const duration due = engine_.due();
    if (next_.what == recording_reader::found) return std::min(due, next_.record.at);
    if (due == replay_engine::nothing_due) return std::nullopt;
    return due;
}

void replay_course::step(std::vector<outgoing>& out) {
    if (next_.what != recording_reader::found) return engine_.finish(out);
    const duration due = engine_.due();
    if (due < next_.record.at) return engine_.elapse(due, out);
    engine_.take(next_.record, out);
    next_ = from_.next();
}

}  // namespace weir
