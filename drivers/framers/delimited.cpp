#include "drivers/framers/delimited.hpp"

#include <utility>

namespace weir {

delimited::delimited(std::string delimiter, std::size_t max)
    : lines_(delimiter.empty()),
      delimiter_(lines_ ? "\n" : std::move(delimiter)),
      max_(max),
      limit_(max + (lines_ ? 2 : delimiter_.size())) {}

void delimited::feed(std::string_view bytes, monotonic_time arrived) {
    fed_ = bytes;
    fed_arrived_ = arrived;
}

framer::result delimited::next() {
    while (!fed_.empty()) {
        const result found = kept_.empty() && !skipping_ ? take_whole() : take_rest();
        const bool empty_line = lines_ && found.what == complete && found.frame.bytes.empty();
        if (found.what != more && !empty_line) return found;
    }
    return {};
}

void delimited::reset() {
    fed_ = {};
    reset_kept();
}

// The frame begins with the first fed byte.
framer::result delimited::take_whole() {
    const std::size_t end = fed_.find(delimiter_);
    kept_arrived_ = fed_arrived_;
    if (end == fed_.npos) return take(std::exchange(fed_, {}));
    const std::string_view content = fed_.substr(0, end);
    fed_.remove_prefix(end + delimiter_.size());
    return finish(content);
}

// The frame began earlier. Its delimiter can only end where the delimiter's last byte is.
framer::result delimited::take_rest() {
    const std::size_t last = fed_.find(delimiter_.back());
    const std::string_view part = fed_.substr(0, last == fed_.npos ? last : last + 1);
    fed_.remove_prefix(part.size());
    return take(part);
}

framer::result delimited::take(std::string_view part) {
    const bool was_skipping = skipping_;
    keep(part);
    const bool ended = kept_.ends_with(delimiter_);
    if (ended && !skipping_) {
        done_.swap(kept_);
        kept_.clear();
        return finish(std::string_view(done_).substr(0, done_.size() - delimiter_.size()));
    }
    const bool overflowed = skipping_ && !was_skipping;
    if (ended) reset_kept();
    return overflowed ? too_long(done_) : result{};
}

// Of a frame that is too long only what may belong to its delimiter is kept.
void delimited::keep(std::string_view part) {
    if (!skipping_ && kept_.size() + part.size() > limit_) begin_skipping(part);
    const std::size_t size = delimiter_.size();
    if (skipping_ && part.size() > size) part.remove_prefix(part.size() - size);
    if (skipping_ && kept_.size() > size) kept_.erase(0, kept_.size() - size);
    kept_.append(part);
}

void delimited::begin_skipping(std::string_view part) {
    skipping_ = true;
    done_.assign(kept_, 0, max_);
    done_.append(part.substr(0, max_ - done_.size()));
}

framer::result delimited::finish(std::string_view content) const {
    if (lines_ && content.ends_with('\r')) content.remove_suffix(1);
    if (content.size() > max_) return too_long(content.substr(0, max_));
    return {complete, {content, kept_arrived_}, reject::none};
}

framer::result delimited::too_long(std::string_view begun) const {
    return {bad, {begun, kept_arrived_}, reject::too_long};
}

void delimited::reset_kept() {
    kept_.clear();
    skipping_ = false;
}

}  // namespace weir
