#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"

// Keeps secrets out of messages: what `!secret` stands for, the value of a key that is spelled like
// `password`, and what stands between `://` and `@`.
namespace weir {

bool is_secret_key(std::string_view key);
// What a secret may be called: letters, digits, `_`, `-` and `.`, no `.` first.
bool is_secret_name(std::string_view name);

struct secrets {
    std::vector<place> places;
    // As such and as quote() shows them. Shorter ones than 4 letters only with the quotes around them.
    std::set<std::string> texts;
    std::set<std::uint32_t> files;  // of which no line is shown
};

void hide(std::string_view text, secrets& all);
// What the tree holds of them, repeated by aliases or not.
void hide_secrets_of(const node& root, secrets& all);

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
    // `text`, of the file with this number, and `known`, what is known from trees, must outlive the mask.
    secret_mask(std::string_view text, std::uint32_t file, const secrets& known);

    masked_line line(std::uint32_t number) const;

private:
    const secrets& known_;
    std::vector<std::string_view> lines_;
    std::map<std::size_t, std::vector<masked_line::cut>> cuts_;
};

}  // namespace weir
