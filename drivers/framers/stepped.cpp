#include "drivers/framers/stepped.hpp"

#include <algorithm>
#include <utility>

namespace weir {

stepped::marks::marks(const setting& options)
    : sync(bytes_of(options["sync"])), gap(options["gap"].duration()) {
    if (const setting& chosen = options["checksum"]; chosen.present()) seal.emplace(chosen);
}

void check_step_keys(const component_use& use, std::size_t most, problems& found) {
    const setting& sync = use.options["sync"];
    check_bytes(sync, "sync", found);
    const setting& chosen = use.options["checksum"];
    const std::size_t seal = chosen.present() ? checksum(chosen).size() : 0;
    if (bytes_of(sync).size() + seal <= most) return;
    found.add(use.where, "its frames have no room for the sync and the checksum", {});
}

void stepped::feed(std::string_view bytes, monotonic_time arrived) {
    paused_ = paused_ || arrived - last_ >= by_.gap;
    last_ = arrived;
    fed_ = bytes;
}

void stepped::elapse(monotonic_time now) {
    paused_ = paused_ || now - last_ >= by_.gap;
}

monotonic_time stepped::due() const {
    return held_.empty() && !owes_report() ? never : last_ + by_.gap;
}

void stepped::reset() {
    fed_ = {};
    paused_ = false;
    held_.clear();
    given_ = 0;
    fall_into_step();
}

framer::result stepped::next() {
    held_.drop(std::exchange(given_, 0));
    for (;;) {
        const verdict found = judge(held_.view());
        const bool begun = !held_.empty();
        if (found.why != reject::none) {
            skip(1, found.why);
        } else if (found.lacking == 0) {
            return give(found);
        } else if (paused_ && begun) {
            skip(can_tell() ? 1 : held_.size(), reject::incomplete);
        } else if (paused_ && !owes_report()) {
            paused_ = false;
            fall_into_step();
        } else if (!paused_ && fed_.empty()) {
            return {};
        } else if (!paused_) {
            gather(found.lacking);
        }
        if (owes_report() && (skipped_.size() == max_ || (paused_ && held_.empty()))) return report();
    }
}

stepped::verdict stepped::judge(std::string_view begun) const {
    const std::size_t same = std::min(begun.size(), by_.sync.size());
    if (begun.substr(0, same) != by_.sync.substr(0, same)) return {reject::out_of_step};
    if (begun.size() < by_.sync.size()) return {reject::none, by_.sync.size() - begun.size()};
    const need wanted = look(begun);
    if (wanted.why != reject::none) return {wanted.why};
    if (begun.size() < wanted.bytes) return {reject::none, wanted.bytes - begun.size()};
    const std::string_view whole = begun.substr(0, wanted.bytes);
    if (!by_.seal) return {reject::none, 0, whole.size(), whole};
    const auto content = by_.seal->open(whole);
    if (!content) return {reject::bad_checksum};
    return {reject::none, 0, whole.size(), *content};
}

// What was skipped before it comes first; then it is found again.
framer::result stepped::give(const verdict& found) {
    if (owes_report()) return report();
    fall_into_step();
    given_ = found.size;
    return {complete, {found.content, held_.first_arrived()}, reject::none};
}

void stepped::gather(std::size_t count) {
    const std::string_view part = fed_.substr(0, count);
    fed_.remove_prefix(part.size());
    held_.append(part, last_);
}

void stepped::skip(std::size_t count, reject why) {
    if (why_ == reject::none) {
        why_ = why;
        skipped_.clear();
        skipped_from_ = held_.first_arrived();
    }
    if (!reported_) skipped_.append(held_.view().substr(0, std::min(count, max_ - skipped_.size())));
    held_.drop(count);
}

framer::result stepped::report() {
    reported_ = true;
    return {bad, {skipped_, skipped_from_}, why_};
}

void stepped::fall_into_step() {
    why_ = reject::none;
    reported_ = false;
}

}  // namespace weir
