#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/component.hpp"
#include "drivers/value.hpp"

namespace weir {

// Makes a command's bytes in a device's language, and may know the device's answer to them. Immutable: one
// serves all requests of its command. Synchronous, knows no I/O.
class encoder {
public:
    struct argument {
        std::string_view name;
        const value* held;  // not null
    };
    // One request.
    struct input {
        std::string_view text;  // `write` with its parameters filled in; empty where there is none
        std::span<const argument> arguments;
        std::uint16_t number = 0;  // that tells it from the one before
    };
    struct answer {
        enum outcome : std::uint8_t { not_ours, good, refused };
        outcome what = not_ours;
        std::string text;  // what the device says, for people
    };
    // A parameter of the command that it takes by itself, beside those in `write`.
    struct parameter {
        std::string name;
        place where;
    };

    encoder() = default;
    encoder(const encoder&) = delete;
    encoder& operator=(const encoder&) = delete;
    virtual ~encoder() = default;

    // What goes over the wire; nothing, and `why`, when something does not fit. Each of parameters() is among
    // the arguments.
    virtual std::optional<std::string> encode(const input& of, std::string& why) const = 0;
    virtual std::vector<parameter> parameters() const { return {}; }

    // Whether understand() knows the device's answer.
    virtual bool awaits_answer() const { return false; }
    // What a frame of the port says to the request.
    virtual answer understand(const input& /*to*/, std::string_view /*frame*/) const { return {}; }
};

struct encoder_kind : component {
    std::unique_ptr<encoder> (*make)(const component_use&, problems&);
    bool takes_text = true;  // what it encodes is `write`; else it makes everything of the parameters
};

// The encoders there are; an entry here and a file in encoders/ is all that a new one needs.
catalogue encoders();

// `use.kind` must be an entry of encoders(). Null, and at least one problem, when its options contradict each
// other.
std::unique_ptr<encoder> make_encoder(const component_use& use, problems& found);

}  // namespace weir
