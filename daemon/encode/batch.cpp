#include "daemon/encode/batch.hpp"

#include <utility>

namespace weir {

void batch::take_last(std::vector<outgoing>& out, monotonic_time now) {
    const std::string one = std::move(out.back().payload);
    out.pop_back();
    if (count_ > 0 && !has_room_for(one)) flush(out);
    append(one);
    if (count_ == 1 && settings_.every > duration::zero()) due_ = now + settings_.every;
    if (count_ == settings_.count || !has_room_for({})) flush(out);
}

void batch::append(const std::string& one) {
    const bool lines = settings_.form == batch_form::lines;
    if (!lines) text_ += count_ == 0 ? '[' : ',';
    text_ += one;
    if (lines) text_ += '\n';
    ++count_;
}

void batch::flush(std::vector<outgoing>& out) {
    if (count_ == 0) return;
    const bool lines = settings_.form == batch_form::lines;
    if (!lines) text_ += ']';
    out.emplace_back(to_.topic, std::move(text_), to_.qos, to_.retain,
                     lines ? content::ndjson : content::json);
    out.back().linger = to_.linger;
    text_.clear();
    count_ = 0;
    due_ = never;
}

}  // namespace weir
