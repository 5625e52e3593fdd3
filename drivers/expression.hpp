#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/value.hpp"

namespace weir {

// Why a text is no expression.
struct expression_error {
    std::size_t at = 0;  // where in the text, in bytes from 0; its length: at its end
    std::string message;
    std::string hint;              // may be empty
    std::string unknown_function;  // the message is about it; else empty
};

// An expression over named values, such as `temperature > 30 and quality == "good"`: compiled once, evaluated
// often. docs/expressions.md has its grammar and what each operator makes of null, of a number that is none,
// and of values of different types. Nothing in it waits, loops, assigns or makes text.
//
// muParserX orders the operations. It sees neither text nor values, only numbered operands and operators of
// ours with blanks between: its own readers depend on the locale and take `1i`, `{`, comments and
// assignments, and its values know no null and no 64-bit integers. It has global state, which is why
// expressions are compiled on one thread at a time.
class expression {
public:
    struct program;  // what is compiled

    static constexpr std::size_t longest = 2048;  // bytes of its text
    static constexpr std::size_t deepest = 32;    // brackets within brackets

    // Nothing when it is none; `why` then tells.
    static std::optional<expression> compile(std::string_view text, expression_error& why);
    // The same of a text that was checked; throws std::logic_error when it is none after all.
    static expression checked(std::string_view text);
    // The functions that it may call, by their names.
    static std::vector<std::string_view> functions();

    expression(expression&&) noexcept;
    expression& operator=(expression&&) noexcept;
    ~expression();

    // The names that it uses, each once: letters, digits, `_` and bytes above 0x7f, with dots between parts.
    const std::vector<std::string>& names() const;

    // What it is worth where these are the values of names(), in their order; null pointers: there is none.
    // The result lives until the next evaluation, and no longer than the operands. Null: it failed, since an
    // operator was given what it does not take; failure() then tells.
    const value* evaluate(std::span<const value* const> operands);
    std::string failure() const;  // "'+' takes numbers, not text, at 13"; positions count from 1

private:
    explicit expression(std::unique_ptr<program> made);

    std::unique_ptr<program> program_;
};

// Whether a name of an expression stands for `name`, a field's or a source's: a hyphen is written `_`.
bool stands_for(std::string_view in_expression, std::string_view name);

}  // namespace weir
