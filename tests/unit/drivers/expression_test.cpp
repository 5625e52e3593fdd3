#include "drivers/expression.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <map>

namespace weir {
namespace {

using testing::ElementsAre;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
const value unknown{};

// What an expression may name here.
const std::map<std::string, value> known{
    {"i", std::int64_t{7}}, {"x", 2.5},       {"t", std::string("good")},
    {"yes", true},          {"no", false},    {"null_field", unknown},
    {"most", most},         {"a.b", 0.5},     {"nan", std::nan("")},
    {"least", -most - 1},   {"größe", 180.0},
};

expression made(std::string_view text) {
    expression_error why;
    auto compiled = expression::compile(text, why);
    EXPECT_TRUE(compiled) << text << ": " << why.message << " at " << why.at;
    return compiled ? std::move(*compiled) : expression::compile("null", why).value();
}

const value* evaluated(expression& what) {
    std::vector<const value*> operands;
    for (const std::string& name : what.names()) {
        const auto found = known.find(name);
        operands.push_back(found == known.end() ? nullptr : &found->second);
    }
    return what.evaluate(operands);
}

std::string shown(const value& what) {
    return testing::PrintToString(what);
}

struct worth {
    std::string_view text;
    value is;
};

void expect_all(const std::vector<worth>& table) {
    for (const worth& each : table) {
        expression one = made(each.text);
        for (int again = 0; again < 2; ++again) {
            const value* result = evaluated(one);
            ASSERT_NE(result, nullptr) << each.text << ": " << one.failure();
            EXPECT_EQ(*result, each.is) << each.text << ": " << shown(*result);
        }
    }
}

value whole(std::int64_t number) {
    return number;
}
value word(const char* text) {
    return std::string(text);
}

TEST(expression, calculates) {
    expect_all({
        {"1", whole(1)},         {"x", 2.5},          {"i + x * 2", 12.0},     {"(i + x) * 2", 19.0},
        {"i - 2 - 1", whole(4)}, {"i*-x", -17.5},     {"2 - -1", whole(3)},    {"min\n(3,\n2)", whole(2)},
        {"-i", whole(-7)},       {"-x", -2.5},        {"-(i + 1)", whole(-8)}, {"7 / 2", 3.5},
        {"6 / 2", 3.0},          {"i % 4", whole(3)}, {"-7 % 4", whole(-3)},   {"7.5 % 2", 1.5},
        {".5 + 1e-1", 0.6},      {"1E2", 100.0},      {"a.b * 2", 1.0},        {"größe / 2", 90.0},
        {"\tx\n+ 1 ", 3.5},
    });
}

TEST(expression, keeps_integers_exact_as_long_as_they_fit) {
    expect_all({
        {"most - 1", whole(most - 1)},
        {"9223372036854775807", whole(most)},
        {"most == most - 1", false},
        {"most > most - 1", true},
        {"most + 1", 0x1p63},
        {"least - 1", -0x1p63},
        {"most * 2", 0x1p64},
        {"least % -1", whole(0)},
        {"-least", 0x1p63},
        {"abs(least)", 0x1p63},
        {"max(most, most - 1)", whole(most)},
    });
}

TEST(expression, calls_functions) {
    expect_all({
        {"min(3, x, i)", 2.5},
        {"max(3, x, i)", whole(7)},
        {"min(4)", whole(4)},
        {"abs(-i)", whole(7)},
        {"abs(-x)", 2.5},
        {"round(x)", 3.0},
        {"round(-2.5)", -3.0},
        {"floor(-0.5)", -1.0},
        {"ceil(x)", 3.0},
        {"trunc(-x)", -2.0},
        {"round(i)", whole(7)},
        {"sqrt(16)", 4.0},
        {"pow(2, 10)", 1024.0},
        {"exp(0)", 1.0},
        {"log(1)", 0.0},
        {"log10(1000)", 3.0},
        {"sin(0) + cos(0) + tan(0)", 1.0},
        {"asin(0) + acos(1) + atan(0)", 0.0},
        {"atan2(0, 1)", 0.0},
        {"hypot(3, 4)", 5.0},
        {"-min(1, 2)", whole(-1)},
        {"min (1, 2)", whole(1)},
        {"max(min(1, 2), pow(2, max(1, 2)))", 4.0},
        {"min(yes ? 1 : 2, 3)", whole(1)},
    });
}

TEST(expression, compares) {
    expect_all({
        {"i == 7.0", true},
        {"i != 7", false},
        {"x < 3", true},
        {"x <= 2.5", true},
        {"x > 2.5", false},
        {"x >= 2.5", true},
        {"i >= 8", false},
        {"t == 'good'", true},
        {"t == \"bad\"", false},
        {"t != \"it's\"", true},
        {"yes == true", true},
        {"yes != no", true},
        {"1 < 2 == true", true},
        {"1 + 1 == 2", true},
        {"t == ''", false},
    });
}

TEST(expression, knows_and_or_and_not) {
    expect_all({
        {"yes and no", false},
        {"yes && yes", true},
        {"no or yes", true},
        {"no || no", false},
        {"yes or yes and no", true},
        {"(yes or yes) and no", false},
        {"not yes", false},
        {"not not yes", true},
        {"not i > 8", true},
        {"not yes or yes", true},
        {"no or not no", true},
        {"!no", true},
        {"!no == yes", true},
        {"!(i > 8)", true},
        {"yes and !no", true},
        {"i > 1 and x < 3 or t == 'bad'", true},
    });
}

TEST(expression, chooses) {
    expect_all({
        {"i > 3 ? 'high' : 'low'", word("high")},
        {"i > 8 ? 'high' : 'low'", word("low")},
        {"i < 3 ? 1 : i < 5 ? 2 : i < 9 ? 3 : 4", whole(3)},
        {"yes ? (no ? 1 : 2) : 3", whole(2)},
        {"(yes ? 1 : 2) + 1", whole(2)},
        {"yes or no ? x : i + 1", 2.5},
        {"not yes ? 1 : 2", whole(2)},
        {"yes ? -1 : 1", whole(-1)},
        {"yes ? t : t + 1", word("good")},  // what is not chosen may fail
        {"null_field ? 1 : 2", unknown},
        {"no ? 1 : null_field", unknown},
    });
}

TEST(expression, is_unknown_where_an_operand_is) {
    expect_all({
        {"null_field + 1", unknown},
        {"missing * 2", unknown},
        {"-missing", unknown},
        {"nan + 1", unknown},
        {"max(1, missing)", unknown},
        {"missing == 1", unknown},
        {"missing < 1", unknown},
        {"missing == missing", unknown},
        {"not missing", unknown},
        {"missing and yes", unknown},
        {"missing and no", false},
        {"no and missing", false},
        {"missing or yes", true},
        {"missing or no", unknown},
        {"missing + t", unknown},
        {"missing == null", true},
        {"null == missing", true},
        {"i != null", true},
        {"nan == null", true},
        {"null == null", true},
        {"is_null(missing)", true},
        {"is_null(i)", false},
        {"is_null(missing + 1)", true},
        {"is_null(missing) ? 0 : missing", whole(0)},
        {"null", unknown},
    });
}

TEST(expression, has_no_numbers_that_are_none) {
    expect_all({
        {"1 / 0", unknown},
        {"0 / 0", unknown},
        {"i % 0", unknown},
        {"x % 0", unknown},
        {"sqrt(-1)", unknown},
        {"log(0)", unknown},
        {"log(-1)", unknown},
        {"1e308 * 10", unknown},
        {"exp(1000)", unknown},
        {"pow(0, -1)", unknown},
        {"acos(2)", unknown},
        {"1 / 0 > 3", unknown},
        {"is_null(1 / 0)", true},
    });
}

TEST(expression, fails_where_a_type_does_not_fit) {
    struct {
        std::string_view text, failure;
    } const cases[] = {
        {"t + 1", "'+' takes numbers, not text, at 3"},
        {"1 + yes", "'+' takes numbers, not true or false, at 3"},
        {"i * (t - 1)", "'-' takes numbers, not text, at 8"},
        {"-t", "'-' takes numbers, not text, at 1"},
        {"sqrt(t)", "'sqrt' takes numbers, not text, at 1"},
        {"max(1, 2, t)", "'max' takes numbers, not text, at 1"},
        {"t < 'h'", "'<' takes numbers, not text, at 3"},
        {"t == 1", "'==' takes two values of one type, not text and a number, at 3"},
        {"yes == 1", "'==' takes two values of one type, not a number and true or false, at 5"},
        {"yes != t", "'!=' takes two values of one type, not text and true or false, at 5"},
        {"i and yes", "'and' takes true or false, not a number, at 3"},
        {"yes && t", "'&&' takes true or false, not text, at 5"},
        {"no or i", "'or' takes true or false, not a number, at 4"},
        {"not i", "'not' takes true or false, not a number, at 1"},
        {"yes and !i", "'!' takes true or false, not a number, at 9"},
        {"i ? 1 : 2", "'?' takes true or false, not a number, at 3"},
        {"yes ? t + 1 : 2", "'+' takes numbers, not text, at 9"},
        {"is_null(t + 1)", "'+' takes numbers, not text, at 11"},
        {"t + 1 == null", "'+' takes numbers, not text, at 3"},
        {"missing and t", "'and' takes true or false, not text, at 9"},
    };
    for (const auto& each : cases) {
        expression one = made(each.text);
        EXPECT_EQ(evaluated(one), nullptr) << each.text;
        EXPECT_EQ(one.failure(), each.failure) << each.text;
    }
}

TEST(expression, may_fail_where_it_does_not_matter) {
    expect_all({{"no and t + 1 > 2", false}, {"t > 1 and no", false}, {"yes or t > 1", true}});
}

TEST(expression, recovers_from_a_failure) {
    expression sum = made("a + 1");
    const value text = std::string("ERR");
    const value number = 1.5;
    const value* operand = &text;
    EXPECT_EQ(sum.evaluate({&operand, 1}), nullptr);
    operand = &number;
    ASSERT_NE(sum.evaluate({&operand, 1}), nullptr);
    EXPECT_EQ(*sum.evaluate({&operand, 1}), value(2.5));
}

TEST(expression, lists_its_names_once_each) {
    EXPECT_THAT(made("b + a.b.0 * b - min(c_1, 2) + min").names(), ElementsAre("b", "a.b.0", "c_1", "min"));
    EXPECT_THAT(made("true and 'x' == \"y\" or null == 1").names(), ElementsAre());
    EXPECT_THAT(made("android + trueish + nullable").names(), ElementsAre("android", "trueish", "nullable"));
}

TEST(expression, moves) {
    expression one = made("i + 1");
    expression other = std::move(one);
    EXPECT_EQ(*evaluated(other), whole(8));
    one = std::move(other);
    EXPECT_EQ(*evaluated(one), whole(8));
}

struct refusal {
    std::string text;
    std::size_t at;
    std::string message;
    std::string hint = {};
};

TEST(expression, refuses_what_is_none) {
    const std::vector<refusal> table{
        {"", 0, "it is empty"},
        {"  ", 0, "it is empty"},
        {"a +", 3, "it ends too early"},
        {"not", 3, "it ends too early"},
        {"a and", 5, "it ends too early"},
        {"* 3", 0, "'*' is not expected here"},
        {"+ 3", 0, "'+' is not expected here"},
        {"- - 3", 2, "'-' is not expected here"},
        {"a * * 3", 4, "'*' is not expected here"},
        {"a b", 2, "'b' is not expected here"},
        {"a 'b'", 2, "''b'' is not expected here"},
        {"a not b", 2, "'not' is not expected here"},
        {"a (b)", 0, "unknown function 'a'"},
        {"(a) (b)", 4, "'(' is not expected here"},
        {"1 2", 2, "'2' is not expected here"},
        {"(a, b)", 2, "',' outside a function's brackets", "decimals have a point"},
        {"1,5", 1, "',' outside a function's brackets", "decimals have a point"},
        {"min(1,)", 6, "')' is not expected here"},
        {"min(,1)", 4, "',' is not expected here"},
        {"min()", 3, "there is nothing between the brackets"},
        {"()", 0, "there is nothing between the brackets"},
        {"abs(1, 2)", 3, "'abs' takes 1 value"},
        {"pow(2)", 3, "'pow' takes 2 values"},
        {"foo(1)", 0, "unknown function 'foo'"},
        {"(a", 0, "'(' is not closed"},
        {"1 + (a * (b)", 4, "'(' is not closed"},
        {"a)", 1, "')' without '('"},
        {"a ? b", 2, "'?' without ':'", "condition ? one : other"},
        {"(a ? b) : c", 3, "'?' without ':'", "condition ? one : other"},
        {"min(a ? 1, 2)", 6, "'?' without ':'", "condition ? one : other"},
        {"a : b", 2, "':' without '?'"},
        {"a ? 1 : 2 : 3", 10, "':' without '?'"},
        {"a ? b ? 1 : 2 : 3", 6, "a second '?' before the ':'", "put the inner choice into round brackets"},
        {"a ? : b", 4, "':' is not expected here"},
        {"a == not b", 5, "'not' behind '=='", "put it into round brackets"},
        {"-not b", 1, "'not' behind '-'", "put it into round brackets"},
        {"a = 3", 2, "'=' is no operator", "'==' compares; nothing can be assigned"},
        {"a += 3", 3, "'=' is no operator", "'==' compares; nothing can be assigned"},
        {"a & b", 2, "'&' is no operator", "'and' or '&&'"},
        {"a | b", 2, "'|' is no operator", "'or' or '||'"},
        {"a ^ 2", 2, "'^' is no operator", "pow(x, y)"},
        {"a[1]", 1, "'[' is no operator"},
        {"{1, 2}", 0, "'{' is no operator"},
        {"a; b", 1, "';' is no operator"},
        {"# x", 0, "'#' is no operator"},
        {"a // b", 3, "'/' is not expected here"},
        {"'abc", 0, "the text that begins here has no end"},
        {"a == \"abc'", 5, "the text that begins here has no end"},
        {"1e400", 0, "'1e400' is no number"},
        {"1.2.3", 0, "'1.2.3' is no number"},
        {"0x10", 0, "'0x10' is no number"},
        {"1i", 0, "'1i' is no number"},
        {"a.", 1, "'.' is no operator"},
        {std::string("a \0 b", 5), 2, "'?' is no operator"},
        {std::string(2049, ' '), 2048, "longer than 2048 bytes"},
        {std::string(33, '(') + "1" + std::string(33, ')'), 32, "more than 32 brackets within each other"},
    };
    for (const refusal& each : table) {
        expression_error why;
        EXPECT_FALSE(expression::compile(each.text, why)) << each.text;
        EXPECT_EQ(why.message, each.message) << each.text;
        EXPECT_EQ(why.at, each.at) << each.text;
        EXPECT_EQ(why.hint, each.hint) << each.text;
    }
}

TEST(expression, names_the_function_that_it_does_not_know) {
    expression_error why;
    EXPECT_FALSE(expression::compile("1 + flor(x)", why));
    EXPECT_EQ(why.unknown_function, "flor");
    EXPECT_THAT(expression::functions(), testing::Contains("floor"));
}

TEST(expression, takes_all_that_fits) {
    expression deep_one = made(std::string(32, '(') + "1" + std::string(32, ')'));
    EXPECT_EQ(*evaluated(deep_one), whole(1));
    std::string sum = "1";
    while (sum.size() + 2 <= expression::longest)
        sum += "+1";
    expression long_one = made(sum);
    EXPECT_EQ(*evaluated(long_one), whole(static_cast<std::int64_t>(sum.size() / 2) + 1));
    std::string choices = "5";
    while (choices.size() + 6 <= expression::longest)
        choices = "no?1:" + choices;
    expression last_choice = made(choices);
    EXPECT_EQ(*evaluated(last_choice), whole(5));
}

TEST(expression, writes_a_hyphen_as_an_underscore) {
    EXPECT_TRUE(stands_for("dew_point", "dew-point"));
    EXPECT_TRUE(stands_for("dew_point", "dew_point"));
    EXPECT_FALSE(stands_for("dew_point", "dew.point"));
    EXPECT_FALSE(stands_for("dew_point", "dew_poin"));
    EXPECT_FALSE(stands_for("dew_poin", "dew-point"));
}

}  // namespace
}  // namespace weir
