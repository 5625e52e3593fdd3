#include "daemon/join_input.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace weir {

namespace {

std::vector<std::string> names_of(const std::vector<source*>& sources) {
    std::vector<std::string> names;
    names.reserve(sources.size());
    for (const source* each : sources)
        names.push_back(each->settings().name);
    return names;
}

}  // namespace

join_input::join_input(source& reader, std::vector<source*> joined)
    : reader_(reader),
      joined_(std::move(joined)),
      joiner_(names_of(joined_), reader.settings().join->within) {
    follow();
    look_at_sources();
}

void join_input::follow() {
    for (source* each : joined_)
        each->followed_by(*this);
}

void join_input::heard(const source_settings& from, const sample& what, monotonic_time now) {
    if (!joiner_.take(index_of(from), what, made_)) return;
    if (reader_.waiting() >= most_waiting) {
        ++dropped_;
        return;
    }
    reader_.take(made_, now);
    if (!reader_.try_deliver()) reader_.deliver_later();
}

void join_input::available(const source_settings& from, bool yes) {
    if (!yes) joiner_.forget(index_of(from));
    look_at_sources();
}

void join_input::look_at_sources() {
    const bool all =
        std::all_of(joined_.begin(), joined_.end(), [](const source* each) { return each->available(); });
    if (all == std::exchange(up_, all)) return;
    all ? reader_.input_up(monotonic_clock::now()) : reader_.input_down();
}

std::size_t join_input::index_of(const source_settings& from) const {
    const auto found = std::find_if(joined_.begin(), joined_.end(),
                                    [&](const source* each) { return &each->settings() == &from; });
    return static_cast<std::size_t>(found - joined_.begin());
}

}  // namespace weir
