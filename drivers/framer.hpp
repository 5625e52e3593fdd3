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

// Cuts a stream of bytes into frames. Synchronous, knows no I/O; memory is bounded by the frame's bound.
// After a bad frame it is in step again at the next delimiter.
//
//     framer.feed(bytes, now);
//     while ((found = framer.next()).what != framer::more) ...
class framer {
public:
    enum outcome : std::uint8_t { more, complete, bad };
    struct result {
        outcome what = more;
        weir::frame frame;             // when complete
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
    // Forgets what is unfinished: the port was opened anew.
    virtual void reset() = 0;
};

struct framer_kind : component {
    std::unique_ptr<framer> (*make)(const component_use&, problems&);
};

// The framers there are; an entry here and a file in framers/ is all that a new one needs.
catalogue framers();

// `use.kind` must be an entry of framers(). Null, and at least one problem, when its options contradict each
// other.
std::unique_ptr<framer> make_framer(const component_use& use, problems& found);

}  // namespace weir
