#include "daemon/tap/tap_watch.hpp"

#include <utility>

#include "daemon/tap/tap.hpp"

namespace weir {

bool tap_filter::fits(const tap_point& at) const {
    if (name.empty() && port.empty() && source.empty()) return true;
    switch (at.place()) {
        case tap_place::port:
            return at.name() == name || at.name() == port;
        case tap_place::source:
            return at.name() == name || at.name() == source;
        case tap_place::daemon:
            break;
    }
    return false;
}

tap_watch::tap_watch(tap& of, tap_filter filter, std::size_t most)
    : of_(of), filter_(std::move(filter)), most_(most) {
    of_.join(*this);
}

tap_watch::~tap_watch() {
    of_.leave(*this);
}

void tap_watch::put(std::string_view line) {
    if (!has_room() || waiting_.size() + line.size() > most_) return drop();
    waiting_ += line;
    more().notify_one();
}

void tap_watch::drop() {
    ++dropped_;
    more().notify_one();
}

std::string tap_watch::take() {
    std::string lines = std::exchange(waiting_, {});
    const std::uint64_t dropped = std::exchange(dropped_, 0);
    if (dropped > 0) lines += "{\"dropped\":" + std::to_string(dropped) + "}\n";
    return lines;
}

}  // namespace weir
