#pragma once

#include <boost/intrusive/list.hpp>
#include <boost/json/object.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/control/stream.hpp"
#include "daemon/tap/tap_point.hpp"
#include "daemon/tap/tap_watch.hpp"

namespace weir {

// Shows what goes through to those who look (docs/watching.md): knows all places, and makes each event a line
// of JSON when somebody wants it, and only then. Outlives its points and its watches. Loop's thread alone.
class tap {
public:
    static constexpr std::size_t most_waiting = std::size_t{1} << 20;  // bytes, of each watch

    tap() = default;
    tap(const tap&) = delete;
    tap& operator=(const tap&) = delete;

    // For the control socket: {"do":"tap"}, with `what` (a list of steps), `name`, `port` or `source` to see
    // less. The first line says where clocks stand and which places there are. Throws std::invalid_argument.
    std::unique_ptr<control_stream> watch(const boost::json::object& request,
                                          std::size_t most = most_waiting);

private:
    friend tap_point;
    friend tap_watch;
    void add(tap_point& at);
    void join(tap_watch& one);
    void leave(tap_watch& one);
    void ask_points();

    tap_filter filter_of(const boost::json::object& request) const;
    bool has(tap_place place, std::string_view name) const;
    std::string first_line() const;

    static std::string beginning(const tap_point& at, tap_step step, monotonic_time now);
    template <class Append>
    void tell(const tap_point& at, tap_step step, monotonic_time now, Append rest) const;

    boost::intrusive::list<tap_point, boost::intrusive::constant_time_size<false>> points_;
    std::vector<tap_watch*> watches_;
};

template <class Append>
void tap::tell(const tap_point& at, tap_step step, monotonic_time now, Append rest) const {
    std::string line;
    for (tap_watch* const each : watches_) {
        if (!each->wants(at, step)) continue;
        if (!each->has_room()) {
            each->drop();
            continue;
        }
        if (line.empty()) {
            line = beginning(at, step, now);
            rest(line);
            line += "}\n";
        }
        each->put(line);
    }
}

}  // namespace weir
