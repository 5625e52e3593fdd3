#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "drivers/expression.hpp"
#include "drivers/expression/operation.hpp"

namespace weir::expressions {

struct token {
    enum what { literal, name, function, symbol, open, close, comma };

    token(what kind, std::size_t from, std::string_view part, const operation* doing)
        : is(kind), at(from), text(part), does(doing) {}

    what is;
    std::size_t at;         // in the text
    std::string_view text;  // its part of the text
    const operation* does;  // of a function or a symbol
    value holds;            // of a literal
};

// What `text` is made of, in order, into `made`; the tokens refer to `text`. Its length, brackets, commas,
// functions' operands, each `?` with its `:` and each `not` are as they should be; whether operands and
// operators take turns is left to see. Why not, otherwise.
std::optional<expression_error> read_tokens(std::string_view text, std::vector<token>& made);

}  // namespace weir::expressions
