#include "drivers/expression/operation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace weir::expressions {

namespace {

constexpr std::string_view numbers = "numbers";
constexpr std::string_view truths = "true or false";
constexpr std::string_view alike = "two values of one type";

std::string_view type_of(const value& what) {
    static constexpr std::array<std::string_view, 5> names{"null", "true or false", "a number", "a number",
                                                           "text"};
    return names[what.index()];
}

// Of two that are not alike.
std::string_view types_of(const value& one, const value& other) {
    const auto is_text = [](const value& each) { return std::holds_alternative<std::string>(each); };
    if (!is_text(one) && !is_text(other)) return "a number and true or false";
    return as_number(one) || as_number(other) ? "text and a number" : "text and true or false";
}

const std::int64_t* whole(const term& what) {
    return std::get_if<std::int64_t>(what.is);
}

// The first of them that failed; null: none did.
const term* failed_of(terms in) {
    const auto found =
        std::find_if(in.begin(), in.end(), [](const term* each) { return each->is == nullptr; });
    return found == in.end() ? nullptr : *found;
}

// Whether the result is settled before anything is done: an operand failed or is not known.
bool settled(terms in, term& out) {
    if (const term* failed = failed_of(in)) {
        out.take_over(*failed);
        return true;
    }
    if (std::none_of(in.begin(), in.end(), [](const term* each) { return is_unknown(*each->is); }))
        return false;
    out.become(std::monostate());
    return true;
}

// The same, where all operands must be numbers.
bool settled_numbers(terms in, term& out) {
    if (settled(in, out)) return true;
    const auto wrong =
        std::find_if(in.begin(), in.end(), [](const term* each) { return !as_number(*each->is); });
    if (wrong == in.end()) return false;
    out.fail({numbers, type_of(*(*wrong)->is)});
    return true;
}

// A number that is none is null.
void become_number(term& out, double number) {
    if (std::isfinite(number)) {
        out.become(number);
    } else {
        out.become(std::monostate());
    }
}

// --- Arithmetic: integers stay integers as long as they fit -----------------------------------------------

using whole_work = bool (*)(std::int64_t, std::int64_t, std::int64_t&);  // false: it does not fit
using number_work = double (*)(double, double);

template <whole_work Whole, number_work Number>
void arithmetic(terms in, term& out) {
    if (settled_numbers(in, out)) return;
    const std::int64_t* one = whole(*in[0]);
    const std::int64_t* other = whole(*in[1]);
    std::int64_t result = 0;
    if (one != nullptr && other != nullptr && Whole(*one, *other, result)) {
        out.become(result);
    } else {
        become_number(out, Number(*as_number(*in[0]->is), *as_number(*in[1]->is)));
    }
}

bool add(std::int64_t a, std::int64_t b, std::int64_t& sum) {
    return !__builtin_add_overflow(a, b, &sum);
}
bool subtract(std::int64_t a, std::int64_t b, std::int64_t& difference) {
    return !__builtin_sub_overflow(a, b, &difference);
}
bool multiply(std::int64_t a, std::int64_t b, std::int64_t& product) {
    return !__builtin_mul_overflow(a, b, &product);
}
bool remain(std::int64_t a, std::int64_t b, std::int64_t& rest) {
    if (b == 0) return false;
    rest = b == -1 ? 0 : a % b;  // the least integer has no opposite
    return true;
}
bool never_whole(std::int64_t, std::int64_t, std::int64_t&) {
    return false;
}

double add(double a, double b) {
    return a + b;
}
double subtract(double a, double b) {
    return a - b;
}
double multiply(double a, double b) {
    return a * b;
}
double divide(double a, double b) {
    return b == 0 ? std::numeric_limits<double>::quiet_NaN() : a / b;
}
double remain(double a, double b) {
    return std::fmod(a, b);
}
double power(double a, double b) {
    return std::pow(a, b);
}
double angle(double a, double b) {
    return std::atan2(a, b);
}
double length(double a, double b) {
    return std::hypot(a, b);
}

void negate(terms in, term& out) {
    if (settled_numbers(in, out)) return;
    const std::int64_t* integer = whole(*in[0]);
    if (integer != nullptr && *integer != std::numeric_limits<std::int64_t>::min()) {
        out.become(-*integer);
    } else {
        become_number(out, -*as_number(*in[0]->is));
    }
}

// --- Functions of one number ------------------------------------------------------------------------------

template <double (*Of)(double)>
void function(terms in, term& out) {
    if (!settled_numbers(in, out)) become_number(out, Of(*as_number(*in[0]->is)));
}

// The same of those that leave an integer as it is.
template <double (*Of)(double)>
void rounding(terms in, term& out) {
    if (settled_numbers(in, out)) return;
    if (const std::int64_t* integer = whole(*in[0])) {
        out.become(*integer);
    } else {
        become_number(out, Of(std::get<double>(*in[0]->is)) + 0.0);  // no negative zero
    }
}

void absolute(terms in, term& out) {
    if (settled_numbers(in, out)) return;
    if (*as_number(*in[0]->is) < 0) {
        negate(in, out);
    } else {
        out.take_over(*in[0]);
    }
}

// --- Of several -------------------------------------------------------------------------------------------

bool less(const value& one, const value& other) {
    const auto* a = std::get_if<std::int64_t>(&one);
    const auto* b = std::get_if<std::int64_t>(&other);
    return a != nullptr && b != nullptr ? *a < *b : *as_number(one) < *as_number(other);
}

template <bool Greatest>
void extreme(terms in, term& out) {
    if (settled_numbers(in, out)) return;
    const auto by = [](const term* one, const term* other) { return less(*one->is, *other->is); };
    out.take_over(Greatest ? **std::max_element(in.begin(), in.end(), by)
                           : **std::min_element(in.begin(), in.end(), by));
}

// --- Comparison -------------------------------------------------------------------------------------------

// Whether one of the two is the word `null`: then it is whether the other is null, and never unknown.
bool compared_with_null(terms in, term& out, bool equal) {
    const term* const tested = in[0]->null_word ? in[1] : in[1]->null_word ? in[0] : nullptr;
    if (tested == nullptr || tested->is == nullptr) return false;
    out.become(is_unknown(*tested->is) == equal);
    return true;
}

template <bool Equal>
void same(terms in, term& out) {
    if (compared_with_null(in, out, Equal) || settled(in, out)) return;
    const value& one = *in[0]->is;
    const value& other = *in[1]->is;
    if (as_number(one) && as_number(other)) {
        out.become((!less(one, other) && !less(other, one)) == Equal);
    } else if (one.index() == other.index()) {
        out.become((one == other) == Equal);
    } else {
        out.fail({alike, types_of(one, other)});
    }
}

template <bool Swapped, bool Negated>
void ordered(terms in, term& out) {
    if (settled_numbers(in, out)) return;
    out.become(less(*in[Swapped ? 1 : 0]->is, *in[Swapped ? 0 : 1]->is) != Negated);
}

// --- Truths, in Kleene's logic: what is not known may not matter -------------------------------------------

// `Decisive` settles it, whatever the other operand is, or whether it failed.
template <bool Decisive>
void both(terms in, term& out) {
    bool unknown = false;
    const term* failed = failed_of(in);
    const value* wrong = nullptr;
    for (const term* each : in) {
        if (each->is == nullptr) continue;
        const bool* truth = std::get_if<bool>(each->is);
        if (truth != nullptr && *truth == Decisive) return out.become(Decisive);
        if (is_unknown(*each->is)) {
            unknown = true;
        } else if (truth == nullptr) {
            wrong = each->is;
        }
    }
    if (failed != nullptr) return out.take_over(*failed);
    if (wrong != nullptr) return out.fail({truths, type_of(*wrong)});
    if (unknown) return out.become(std::monostate());
    out.become(!Decisive);
}

void negation(terms in, term& out) {
    const terms operand = in.last(1);  // `not` comes with another one in front
    if (settled(operand, out)) return;
    if (const bool* truth = std::get_if<bool>(operand[0]->is)) return out.become(!*truth);
    out.fail({truths, type_of(*operand[0]->is)});
}

void test_null(terms in, term& out) {
    if (in[0]->is == nullptr) return out.take_over(*in[0]);
    out.become(is_unknown(*in[0]->is));
}

// Only the chosen one counts, the other may have failed.
void choose(terms in, term& out) {
    const terms condition = in.first(1);
    if (settled(condition, out)) return;
    const bool* truth = std::get_if<bool>(in[0]->is);
    if (truth == nullptr) return out.fail({truths, type_of(*in[0]->is)});
    out.take_over(*truth ? *in[1]->first : *in[1]->second);
}

void pair_up(terms in, term& out) {
    out.first = in[0];
    out.second = in[1];
    out.become(std::monostate());
}

constexpr operation between(std::string_view symbol, std::string_view id, int binds,
                            void (*work)(terms, term&), bool from_right = false) {
    return {symbol, id, position::between, 2, binds, from_right, work};
}

constexpr operation before(std::string_view symbol, void (*work)(terms, term&)) {
    return {symbol, symbol, position::before, 1, 0, false, work};
}

constexpr operation call(std::string_view name, int operands, void (*work)(terms, term&)) {
    return {name, name, position::function, operands, 0, false, work};
}

constexpr std::array table{
    between("?", "~~", 0, choose, true),
    between(":", "~", 0, pair_up, true),
    between("or", "||", 1, both<true>),
    between("||", "||", 1, both<true>),
    between("and", "&&", 2, both<false>),
    between("&&", "&&", 2, both<false>),
    between("not", "!!", 3, negation, true),
    between("==", "==", 4, same<true>),
    between("!=", "!=", 4, same<false>),
    between("<", "<", 5, ordered<false, false>),
    between(">", ">", 5, ordered<true, false>),
    between("<=", "<=", 5, ordered<true, true>),
    between(">=", ">=", 5, ordered<false, true>),
    between("+", "+", 6, arithmetic<add, add>),
    between("-", "-", 6, arithmetic<subtract, subtract>),
    between("*", "*", 7, arithmetic<multiply, multiply>),
    between("/", "/", 7, arithmetic<never_whole, divide>),
    between("%", "%", 7, arithmetic<remain, remain>),
    before("-", negate),
    before("!", negation),
    call("is_null", 1, test_null),
    call("min", any_number, extreme<false>),
    call("max", any_number, extreme<true>),
    call("abs", 1, absolute),
    call("round", 1, rounding<std::round>),
    call("floor", 1, rounding<std::floor>),
    call("ceil", 1, rounding<std::ceil>),
    call("trunc", 1, rounding<std::trunc>),
    call("sqrt", 1, function<std::sqrt>),
    call("exp", 1, function<std::exp>),
    call("log", 1, function<std::log>),
    call("log10", 1, function<std::log10>),
    call("pow", 2, arithmetic<never_whole, power>),
    call("sin", 1, function<std::sin>),
    call("cos", 1, function<std::cos>),
    call("tan", 1, function<std::tan>),
    call("asin", 1, function<std::asin>),
    call("acos", 1, function<std::acos>),
    call("atan", 1, function<std::atan>),
    call("atan2", 2, arithmetic<never_whole, angle>),
    call("hypot", 2, arithmetic<never_whole, length>),
};

}  // namespace

std::span<const operation> operations() {
    return table;
}

const operation* find_operation(std::string_view symbol, position where) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const operation& each) {
        return each.where == where && each.symbol == symbol;
    });
    return found == table.end() ? nullptr : &*found;
}

bool is_unknown(const value& what) {
    const auto* number = std::get_if<double>(&what);
    return std::holds_alternative<std::monostate>(what) || (number != nullptr && !std::isfinite(*number));
}

}  // namespace weir::expressions
