#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "drivers/component.hpp"
#include "drivers/reject.hpp"
#include "drivers/value.hpp"

namespace weir {

// One unit of a device's language, without its delimiter. A view: valid until the framer's next call.
struct frame {
    std::string_view bytes;
    monotonic_time arrived{};  // of its first byte
};

// Cuts a stream of bytes into frames. Synchronous, knows no I/O and no clock but the times it is given;
// memory is bounded by the frame's bound. After a bad frame, or begun in the middle of a stream, it falls
// into step again.
//
//     framer.feed(bytes, now);  // or, when due() has come: framer.elapse(now);
//     while ((found = framer.next()).what != framer::more) ...
class framer {
public:
    enum outcome : std::uint8_t { more, complete, bad };
    struct result {
        outcome what = more;
        weir::frame frame;             // when complete; when bad what was refused, as far as it was kept
        reject reason = reject::none;  // when bad
    };

    framer() = default;
    framer(const framer&) = delete;
    framer& operator=(const framer&) = delete;
    virtual ~framer() = default;

    // `bytes` arrived at `arrived`; they must stay valid until next() has returned `more`,
    // and feed() may be called again only then.
    virtual void feed(std::string_view bytes, monotonic_time arrived) = 0;
    virtual result next() = 0;
    // For a framer that a pause tells something: when elapse() is to be called if nothing was fed before.
    virtual monotonic_time due() const { return never; }
    // Nothing has arrived until `now`; next() may have something then.
    virtual void elapse(monotonic_time /*now*/) {}
    // Forgets what is unfinished: the port was opened anew.
    virtual void reset() = 0;
};

struct framer_kind : component {
    std::unique_ptr<framer> (*make)(const component_use&, problems&);
    bool checks_itself = false;  // the option `checksum` is its own affair; else make_framer() sees to it
};

// The framers there are; an entry here and a file in framers/ is all that a new one needs.
catalogue framers();

// `use.kind` must be an entry of framers(). Null, and at least one problem, when its options contradict each
// other.
std::unique_ptr<framer> make_framer(const component_use& use, problems& found);

}  // namespace weir
