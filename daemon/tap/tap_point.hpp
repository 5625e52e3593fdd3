#pragma once

#include <boost/intrusive/list.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/mqtt/message.hpp"
#include "daemon/tap/tap_step.hpp"
#include "drivers/reject.hpp"
#include "drivers/value.hpp"

namespace weir {

class tap;

enum class tap_place : std::uint8_t { port, source, daemon };

// A place where things go through that somebody may look at; owned by the port or source that it is. While
// nobody looks it costs a look at wants():
//
//     if (tap_.wants(tap_step::frame)) [[unlikely]] tap_.frame(found.bytes, now);
//
// Loop's thread alone.
class tap_point
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    // `all` must outlive the point; null: nobody ever looks.
    tap_point(tap* all, tap_place place, std::string_view name);
    tap_point(const tap_point&) = delete;
    tap_point& operator=(const tap_point&) = delete;
    ~tap_point() = default;

    tap_place place() const { return place_; }
    const std::string& name() const { return name_; }

    bool wants(tap_step step) const { return wanted_.has(step); }

    void read(std::string_view bytes, monotonic_time now) const { tell(tap_step::read, bytes, now); }
    void write(std::string_view bytes, monotonic_time now) const { tell(tap_step::write, bytes, now); }
    void frame(std::string_view bytes, monotonic_time now) const { tell(tap_step::frame, bytes, now); }
    void bad(reject why, std::string_view bytes, monotonic_time now) const;
    void sample(const weir::sample& what, monotonic_time now) const;
    // `number`: of the stage, from 1; `passes`: it did not hold the sample back.
    void stage(std::string_view name, std::size_t number, bool passes, const weir::sample& what,
               monotonic_time now) const;
    void message(std::string_view topic, std::string_view payload, monotonic_time now) const;

private:
    friend tap;
    void tell(tap_step step, std::string_view bytes, monotonic_time now) const;

    tap* const all_;
    const tap_place place_;
    const std::string name_;
    tap_steps wanted_;  // by those who look
};

}  // namespace weir
