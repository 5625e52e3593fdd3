#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/option.hpp"

namespace weir {

// The bounds of a configuration file. What aliases repeat counts each time.
inline constexpr std::size_t most_document_bytes = std::size_t{1} << 20U;
inline constexpr std::size_t most_document_depth = 64;
inline constexpr std::size_t most_document_nodes = 100'000;
inline constexpr std::size_t most_document_text = std::size_t{4} << 20U;  // bytes in all scalars

// A part of a YAML document. Columns count bytes. What an alias repeats has the places of its anchor.
struct node {
    struct entry;
    enum class form : std::uint8_t { null, scalar, sequence, map };

    place where;  // of its first character; of its key when it is null
    form is = form::null;
    std::string text;     // of a scalar
    bool quoted = false;  // a scalar that is text even if it looks like a number
    // Of a scalar that stands in the file as it is, on one line: where the first byte of its text does.
    std::optional<place> text_at;
    std::vector<node> items;     // of a sequence
    std::vector<entry> entries;  // of a map, in the file's order; keys are unique
};

struct node::entry {
    std::string key;
    place key_at;
    node value;
};

// The one YAML document in `text` (UTF-8 without a byte order mark). Nothing, and at least one problem, when
// it cannot be used at all; a problem that leaves the rest readable (a duplicate key, a tag) is added, and
// reading goes on.
std::optional<node> parse_document(std::string_view text, problems& found);

}  // namespace weir
