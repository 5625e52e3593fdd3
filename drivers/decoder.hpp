#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "drivers/component.hpp"
#include "drivers/framer.hpp"
#include "drivers/reject.hpp"
#include "drivers/value.hpp"

namespace weir {

// Turns frames (or MQTT payloads) into samples. Synchronous, knows no I/O and no clock but the times it is
// given.
class decoder {
public:
    enum outcome : std::uint8_t {
        sampled,  // `out` holds a sample
        nothing,  // the frame was understood, or is none of ours, and makes no sample now
        bad,      // refused; `out` is unspecified
    };
    struct result {
        outcome what = nothing;
        reject reason = reject::none;  // when bad
    };

    decoder() = default;
    decoder(const decoder&) = delete;
    decoder& operator=(const decoder&) = delete;
    virtual ~decoder() = default;

    // `out` is empty on entry. Its `arrived` is set by the decoder, from the first frame that is in it.
    virtual result decode(const frame& in, sample& out) = 0;

    // A decoder that gathers several frames into one sample: when flush() is due, if nothing else arrives
    // before.
    virtual std::optional<monotonic_time> due() const { return std::nullopt; }
    // Gives what was gathered; false when there is nothing. `out` is empty on entry.
    virtual bool flush(sample& /*out*/) { return false; }
    // Forgets what was gathered: the port was opened anew.
    virtual void reset() {}
};

struct decoder_kind : component {
    std::unique_ptr<decoder> (*make)(const component_use&, problems&);
    std::string_view framer = "line";  // of a port that names none: what this language is cut into frames by
};

// The decoders there are; an entry here and a file in decoders/ is all that a new one needs.
catalogue decoders();

// `use.kind` must be an entry of decoders(). Null, and at least one problem, when its options contradict each
// other.
std::unique_ptr<decoder> make_decoder(const component_use& use, problems& found);

}  // namespace weir
