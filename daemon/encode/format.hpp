#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/format_kind.hpp"
#include "config/settings.hpp"
#include "daemon/mqtt/message.hpp"
#include "drivers/component.hpp"
#include "drivers/value.hpp"

namespace weir {

// What a published sample carries beside its fields.
struct sample_stamp {
    std::string_view ts;  // ISO 8601, UTC
    std::uint64_t seq = 0;
    bool unsynced = false;  // the clock was not set when `ts` was made
};

// A format turns one sample into the messages of one output and appends them.
struct message_format : format_kind {
    void (*encode)(const sample&, const sample_stamp&, const publish_settings& to,
                   std::vector<outgoing>& out);
};

// The formats there are; an entry here and a file in encode/ is all that a new one needs.
catalogue formats();

// `to.format.kind` must be an entry of formats().
void encode(const sample& what, const sample_stamp& stamp, const publish_settings& to,
            std::vector<outgoing>& out);

// Pieces that formats share. JSON per RFC 8259; a number keeps a decimal point, so that it does not turn into
// an integer on its way; NaN and the infinities are null.
void append_json(std::string& to, const value& what);
void append_json_text(std::string& to, std::string_view text);
void append_json(std::string& to, const field_list& fields);  // an object
// As JSON, but text stands without quotes.
std::string plain_text(const value& what);

constexpr std::string_view name_of(quality q) {
    switch (q) {
        case quality::good:
            return "good";
        case quality::bad:
            return "bad";
        case quality::stale:
            return "stale";
    }
    return "bad";
}

}  // namespace weir
