#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/option.hpp"

namespace weir {

// The bounds of a configuration, of all its files together. What aliases repeat, what variables stand for and
// what is included more than once counts each time.
inline constexpr std::size_t most_document_bytes = std::size_t{1} << 20U;
inline constexpr std::size_t most_document_depth = 64;
inline constexpr std::size_t most_document_nodes = 100'000;
inline constexpr std::size_t most_document_text = std::size_t{4} << 20U;  // bytes in all scalars

// A part of a YAML document. Columns count bytes. What an alias repeats has the places of its anchor.
struct node {
    struct entry;
    // unknown: something stands there, and what is wrong with it has been said.
    enum class form : std::uint8_t { null, scalar, sequence, map, unknown };
    enum class tag : std::uint8_t { none, secret, include };

    place where;  // of its first character; of its key when it is null
    form is = form::null;
    std::string text;        // of a scalar
    bool quoted = false;     // a scalar that is text even if it looks like a number
    bool secret = false;     // a scalar that must not be shown
    tag tagged = tag::none;  // a scalar that names what belongs here
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

// What a configuration has taken so far.
struct document_extent {
    std::size_t bytes = 0;  // of its files
    std::size_t nodes = 0;
    std::size_t text = 0;  // bytes in scalars
};

// What is around a document.
struct document_context {
    std::uint32_t file = 0;  // of all its places
    std::size_t depth = 0;   // levels around it, in files that include it
    bool hidden = false;     // what it holds is secret: messages quote none of it
};

// The one YAML document in `text` (UTF-8 without a byte order mark). Nothing, and perhaps a problem, when it
// cannot be used at all; a problem that leaves the rest readable (a duplicate key, a tag) is added, and
// reading goes on. What it takes is added to `spent`.
std::optional<node> parse_document(std::string_view text, const document_context& in, document_extent& spent,
                                   problems& found);
// The only one of a configuration.
std::optional<node> parse_document(std::string_view text, problems& found);

}  // namespace weir
