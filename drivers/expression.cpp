#include "drivers/expression.hpp"

#include <algorithm>
#include <mpParser.h>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "drivers/expression/operation.hpp"
#include "drivers/expression/token.hpp"
#include "drivers/text.hpp"

namespace weir {

using namespace expressions;

namespace {

constexpr const char* operator_characters = "!=<>&|+-*/%~";
constexpr const char* name_characters = "0123456789_abcdefghijklmnopqrstuvwxyz";

// A token as muParserX sees it: from `begin` to `end` of its text.
struct translated {
    std::size_t begin;
    std::size_t end;
    std::size_t at;  // in the expression's own text
    std::size_t length;
};

}  // namespace

struct expression::program {
    // `tokens` are of `from`.
    program(std::string_view from, const std::vector<token>& tokens);

    // Whether operands and operators take turns.
    std::optional<expression_error> check();
    const value* evaluate(std::span<const value* const> operands);
    // One operation, on the terms with these numbers, at this place of muParserX's text.
    void run(const operation& what, mup::ptr_val_type& result, const mup::ptr_val_type* given, int count,
             int place);

    std::string text_;
    std::vector<std::string> names_;
    mismatch failure_;

private:
    void translate(const token& from);
    void write(std::string_view word, const token& from);
    std::string operand(const token& from);
    std::string literal(value holds, bool null_word);
    const translated& token_at(int place) const;

    mup::ParserX parser_{0};  // with none of its packages
    std::string translation_;
    std::vector<translated> tokens_;
    std::vector<term> terms_;              // first names' and literals', as they come, then results
    std::size_t operands_ = 0;             // of terms_: names' and literals'
    std::size_t next_ = 0;                 // of terms_: for a result
    std::vector<std::size_t> name_terms_;  // beside names_
    std::vector<const term*> given_;       // of the operation that is run; keeps its memory
};

namespace {

// What muParserX calls for an operation; Kind is the interface of such operations there. It clones it for
// each place where it is used.
template <class Kind>
class callback : public Kind {
public:
    template <class... Rest>
    callback(expression::program& of, const operation& does, Rest... rest)
        : Kind(rest...), program_(of), does_(does) {}

    void Eval(mup::ptr_val_type& result, const mup::ptr_val_type* given, int count) override {
        program_.run(does_, result, given, count, this->GetExprPos());
    }
    const mup::char_type* GetDesc() const override { return ""; }
    mup::IToken* Clone() const override { return new callback(*this); }

private:
    expression::program& program_;
    const operation& does_;
};

void define(mup::ParserX& in, expression::program& of, const operation& does) {
    const std::string id(does.id);
    if (does.where == position::function) {
        in.DefineFun(new callback<mup::ICallback>(of, does, mup::cmFUNC, id.c_str(), does.operands));
    } else if (does.where == position::before) {
        if (!in.IsInfixOprtDefined(id))
            in.DefineInfixOprt(new callback<mup::IOprtInfix>(of, does, id.c_str(), mup::prINFIX));
    } else if (!in.IsOprtDefined(id)) {  // `and` is the same as `&&`
        in.DefineOprt(mup::TokenPtr<mup::IOprtBin>(new callback<mup::IOprtBin>(
            of, does, id.c_str(), does.binds, does.from_right ? mup::oaRIGHT : mup::oaLEFT)));
    }
}

}  // namespace

expression::program::program(std::string_view from, const std::vector<token>& tokens)
    : text_(from), terms_(2 * tokens.size()) {
    parser_.DefineOprtChars(operator_characters);
    parser_.DefineInfixOprtChars(operator_characters);
    parser_.DefineNameChars(name_characters);
    for (const operation& each : operations())
        define(parser_, *this, each);
    for (const token& each : tokens)
        translate(each);
    parser_.SetExpr(translation_);
    given_.reserve(tokens.size());
}

void expression::program::translate(const token& from) {
    switch (from.is) {
        case token::literal:
        case token::name:
            return write(operand(from), from);
        case token::symbol:
            // muParserX has operators in front of an operand, but all of them bind most: `not` becomes one
            // between two.
            if (from.text == "not") write(literal(std::monostate(), false), from);
            return write(from.does->id, from);
        case token::function:
            return write(from.does->id, from);
        case token::open:
        case token::close:
        case token::comma:
            return write(from.text, from);
    }
}

void expression::program::write(std::string_view word, const token& from) {
    const std::size_t begin = translation_.size();
    translation_ += word;
    tokens_.push_back({begin, translation_.size(), from.at, from.text.size()});
    translation_ += ' ';
}

std::string expression::program::operand(const token& from) {
    if (from.is == token::literal) return literal(from.holds, from.text == "null");
    const auto known = std::find(names_.begin(), names_.end(), from.text);
    if (known != names_.end())
        return "v" + std::to_string(name_terms_[static_cast<std::size_t>(known - names_.begin())]);
    names_.emplace_back(from.text);
    name_terms_.push_back(operands_);
    return literal(std::monostate(), false);
}

std::string expression::program::literal(value holds, bool null_word) {
    term& made = terms_[operands_];
    made.own = std::move(holds);
    made.is = &made.own;
    made.null_word = null_word;
    std::string name = "v" + std::to_string(operands_);
    parser_.DefineConst(name, mup::Value(static_cast<mup::float_type>(operands_)));
    ++operands_;
    return name;
}

const translated& expression::program::token_at(int place) const {
    const auto found = std::find_if(tokens_.begin(), tokens_.end(), [&](const translated& each) {
        return std::cmp_less_equal(place, each.end);
    });
    return found == tokens_.end() ? tokens_.back() : *found;
}

std::optional<expression_error> expression::program::check() {
    try {
        next_ = operands_;
        parser_.Eval();
        return std::nullopt;
    } catch (const mup::ParserError& error) {
        if (error.GetCode() == mup::ecUNEXPECTED_EOF)
            return expression_error{text_.size(), "it ends too early", {}, {}};
        const translated& wrong = token_at(error.GetPos());
        return expression_error{wrong.at,
                                '\'' + readable(std::string_view(text_).substr(wrong.at, wrong.length), 40) +
                                    "' is not expected here",
                                {},
                                {}};
    }
}

void expression::program::run(const operation& what, mup::ptr_val_type& result,
                              const mup::ptr_val_type* given, int count, int place) {
    given_.clear();
    for (int i = 0; i < count; ++i)
        given_.push_back(&terms_[static_cast<std::size_t>(given[i]->GetFloat())]);
    term& made = terms_[next_];
    what.work(given_, made);
    if (made.is == nullptr && made.why.symbol.empty()) {
        const translated& by = token_at(place);
        made.why.symbol = std::string_view(text_).substr(by.at, by.length);
        made.why.at = by.at;
    }
    *result = static_cast<mup::float_type>(next_);
    ++next_;
}

const value* expression::program::evaluate(std::span<const value* const> operands) {
    static constexpr value null;
    for (std::size_t i = 0; i < name_terms_.size(); ++i)
        terms_[name_terms_[i]].is = operands[i] == nullptr ? &null : operands[i];
    next_ = operands_;
    const term& result = terms_[static_cast<std::size_t>(parser_.Eval().GetFloat())];
    failure_ = result.why;
    return result.is;
}

expression::expression(std::unique_ptr<program> made) : program_(std::move(made)) {}
expression::expression(expression&&) noexcept = default;
expression& expression::operator=(expression&&) noexcept = default;
expression::~expression() = default;

std::optional<expression> expression::compile(std::string_view text, expression_error& why) {
    std::vector<token> tokens;
    std::optional<expression_error> wrong = read_tokens(text, tokens);
    // A configuration is read anew on another thread than the loop's, where lanes of new topics are made.
    static std::mutex one_at_a_time;
    const std::lock_guard guard(one_at_a_time);
    std::unique_ptr<program> made;
    if (!wrong) {
        made = std::make_unique<program>(text, tokens);
        wrong = made->check();
    }
    if (!wrong) return expression(std::move(made));
    why = std::move(*wrong);
    return std::nullopt;
}

expression expression::checked(std::string_view text) {
    expression_error why;
    auto made = compile(text, why);
    if (!made) throw std::logic_error("unchecked expression: " + std::string(text) + ": " + why.message);
    return std::move(*made);
}

std::vector<std::string_view> expression::functions() {
    std::vector<std::string_view> all;
    for (const operation& each : operations()) {
        if (each.where == position::function) all.push_back(each.symbol);
    }
    return all;
}

const std::vector<std::string>& expression::names() const {
    return program_->names_;
}

const value* expression::evaluate(std::span<const value* const> operands) {
    return program_->evaluate(operands);
}

std::string expression::failure() const {
    const mismatch& why = program_->failure_;
    return '\'' + std::string(why.symbol) + "' takes " + std::string(why.takes) + ", not " +
           std::string(why.got) + ", at " + std::to_string(why.at + 1);
}

bool stands_for(std::string_view in_expression, std::string_view name) {
    return std::equal(in_expression.begin(), in_expression.end(), name.begin(), name.end(),
                      [](char written, char meant) { return written == (meant == '-' ? '_' : meant); });
}

}  // namespace weir
