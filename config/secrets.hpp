#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"

// Keeps passwords out of messages: the value of a key that is spelled like `password`, and what stands
// between
// `://` and `@`.
namespace weir {

// What the tree holds of them, repeated by aliases or not.
struct secrets {
    std::vector<place> places;
    std::set<std::string>
        texts;  // as such and as quote() shows them; shorter ones than 4 letters are left out
};
secrets find_secrets(const node& root);

// A line of the file as it may be shown.
struct masked_line {
    struct cut {
        std::size_t begin;  // bytes of the line that are shown as ***
        std::size_t end;
    };

    std::string text;
    std::vector<cut> cuts;  // in order, apart

    // Where the byte `offset` of the line is in `text`; of a hidden byte, where its *** begins.
    std::size_t position(std::size_t offset) const;
};

// A message with its secrets as ***.
std::string without_secrets(std::string_view message, const secrets& known);

// Finds secrets in the text itself, since a file that is no YAML has no tree. It rather hides too much.
class secret_mask {
public:
    // `text` must outlive the mask. `known`: what the tree gave, if there is one.
    secret_mask(std::string_view text, const secrets& known);

    masked_line line(std::uint32_t number) const;

private:
    std::vector<std::string_view> lines_;
    std::map<std::size_t, std::vector<masked_line::cut>> cuts_;
};

}  // namespace weir
