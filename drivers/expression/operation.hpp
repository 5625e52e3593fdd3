#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "drivers/value.hpp"

// What expressions are made of. docs/expressions.md says what each operation does.
namespace weir::expressions {

// Why an operation failed: "'+' takes numbers, not text".
struct mismatch {
    std::string_view takes;
    std::string_view got;
    std::string_view symbol = {};  // of the operation; empty: not yet filled in
    std::size_t at = 0;            // in the expression's text
};

// A value on its way through an expression.
struct term {
    term() = default;
    term(const term&) = delete;  // others point to it
    term& operator=(const term&) = delete;

    const value* is = nullptr;  // `own`, another term's value or one that was given; null: it failed
    value own;
    mismatch why{};          // of a failure
    bool null_word = false;  // the literal `null`, with which all may be compared
    // Of what `:` makes, for `?`: one of them counts.
    const term* first = nullptr;
    const term* second = nullptr;

    template <class T>
    void become(T result) {
        own = result;
        is = &own;
    }
    void fail(const mismatch& reason) {
        why = reason;
        is = nullptr;
    }
    void take_over(const term& other) {
        is = other.is;
        why = other.why;
    }
};

using terms = std::span<const term* const>;

// How an operation stands to its operands. Functions have their names behind them in round brackets.
enum class position : std::uint8_t { between, before, function };

struct operation {
    std::string_view symbol;  // as it is written
    std::string_view id;      // what it is to muParserX
    position where;
    int operands;                // any, but at least one: `any_number`
    int binds;                   // more than operators with less; of `between`
    bool from_right;             // of several that bind alike the last is done first; of `between`
    void (*work)(terms, term&);  // each operand is a term that holds a value or failed
};
inline constexpr int any_number = -1;

std::span<const operation> operations();
// The operation; null: there is none.
const operation* find_operation(std::string_view symbol, position where);

// Null, and every number that is none.
bool is_unknown(const value& what);

}  // namespace weir::expressions
