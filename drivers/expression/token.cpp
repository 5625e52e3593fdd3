#include "drivers/expression/token.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "drivers/text.hpp"

namespace weir::expressions {

namespace {

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) > 0x7f;
}

bool continues_name(char c) {
    return starts_name(c) || is_digit(c);
}

std::string in_quotes(std::string_view text) {
    return '\'' + readable(text, 40) + '\'';
}

// The longest prefix of `text` all of whose characters are such.
template <class Such>
std::string_view run_of(std::string_view text, Such such) {
    return text.substr(
        0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), such) - text.begin()));
}

// "climate.temperature", "a.0"; `text` starts a name.
std::string_view name_at(std::string_view text) {
    std::size_t length = run_of(text, continues_name).size();
    while (length + 1 < text.size() && text[length] == '.' && continues_name(text[length + 1]))
        length += 1 + run_of(text.substr(length + 1), continues_name).size();
    return text.substr(0, length);
}

// "23", "23.4", ".5", "1e-3"
std::string_view number_at(std::string_view text) {
    std::size_t length = run_of(text, [](char c) { return is_digit(c) || c == '.'; }).size();
    const std::string_view rest = text.substr(length);
    if (rest.starts_with('e') || rest.starts_with('E')) {
        const std::size_t sign = rest.size() > 1 && (rest[1] == '+' || rest[1] == '-') ? 1 : 0;
        const std::size_t digits = run_of(rest.substr(1 + sign), is_digit).size();
        if (digits > 0) length += 1 + sign + digits;
    }
    return text.substr(0, length + run_of(text.substr(length), continues_name).size());
}

class reader {
public:
    reader(std::string_view text, std::vector<token>& made) : text_(text), made_(made) {}

    std::optional<expression_error> read() {
        if (text_.size() > expression::longest) {
            refuse(expression::longest, "longer than " + std::to_string(expression::longest) + " bytes");
            return error_;
        }
        while (!error_ && skip_blanks())
            read_one();
        if (error_) return error_;
        if (made_.empty()) {
            refuse(0, "it is empty");
        } else if (brackets_.size() > 1) {
            refuse(brackets_.back().at, "'(' is not closed");
        } else if (brackets_.back().choosing) {
            refuse_lone_choice();
        }
        return error_;
    }

private:
    // What is in round brackets, or the whole text.
    struct bracket {
        std::size_t at = 0;
        const operation* of = nullptr;  // a function's
        int commas = 0;
        std::optional<std::size_t> choosing = std::nullopt;  // a `?` whose `:` is to come
    };

    static constexpr std::string_view blanks = " \t\n";

    bool skip_blanks() {
        at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size());
        return at_ < text_.size();
    }

    // Whether a bracket opens behind the word that begins here.
    bool is_called(std::string_view word) const {
        const std::size_t behind = text_.find_first_not_of(blanks, at_ + word.size());
        return behind != std::string_view::npos && text_[behind] == '(';
    }

    void refuse(std::size_t at, std::string message, std::string hint = {}) {
        error_ = expression_error{at, std::move(message), std::move(hint), {}};
    }

    void refuse_lone_choice() {
        refuse(*brackets_.back().choosing, "'?' without ':'", "condition ? one : other");
    }

    token& add(token::what is, std::string_view part, const operation* does = nullptr) {
        token& made = made_.emplace_back(is, at_, part, does);
        at_ += part.size();
        return made;
    }

    void read_one() {
        const std::string_view rest = text_.substr(at_);
        const char c = rest.front();
        if (starts_name(c)) {
            read_word(name_at(rest));
        } else if (is_digit(c) || (c == '.' && rest.size() > 1 && is_digit(rest[1]))) {
            read_number(number_at(rest));
        } else if (c == '"' || c == '\'') {
            read_text(rest);
        } else if (c == '(') {
            open(rest);
        } else if (c == ')') {
            close(rest);
        } else if (c == ',') {
            separate(rest);
        } else {
            read_symbol(rest);
        }
    }

    void read_word(std::string_view word) {
        if (word == "true" || word == "false") {
            add(token::literal, word).holds = word == "true";
        } else if (word == "null") {
            add(token::literal, word);
        } else if (const operation* does = find_operation(word, position::between)) {  // and, or, not
            if (word == "not") check_not(*does);
            if (!error_) add(token::symbol, word, does);
        } else if (is_called(word)) {
            read_function(word);
        } else {
            add(token::name, word);
        }
    }

    void read_function(std::string_view word) {
        const operation* does = find_operation(word, position::function);
        if (does != nullptr) {
            add(token::function, word, does);
            return;
        }
        refuse(at_, "unknown function " + in_quotes(word));
        error_->unknown_function = word;
    }

    // `not` binds less than comparison: behind anything that binds more it would be misread.
    void check_not(const operation& negation) {
        if (made_.empty() || made_.back().is != token::symbol) return;
        const token& before = made_.back();
        if (before.does->where == position::before || before.does->binds > negation.binds)
            refuse(at_, "'not' behind " + in_quotes(before.text), "put it into round brackets");
    }

    void read_number(std::string_view digits) {
        if (auto number = parse_number(digits)) {
            add(token::literal, digits).holds = std::move(*number);
        } else {
            refuse(at_, in_quotes(digits) + " is no number");
        }
    }

    void read_text(std::string_view rest) {
        const std::size_t end = rest.find(rest.front(), 1);
        if (end == std::string_view::npos) {
            refuse(at_, "the text that begins here has no end");
        } else {
            add(token::literal, rest.substr(0, end + 1)).holds = std::string(rest.substr(1, end - 1));
        }
    }

    void open(std::string_view rest) {
        if (brackets_.size() > expression::deepest) {
            refuse(at_, "more than " + std::to_string(expression::deepest) + " brackets within each other");
            return;
        }
        const bool call = !made_.empty() && made_.back().is == token::function;
        brackets_.push_back({at_, call ? made_.back().does : nullptr});
        add(token::open, rest.substr(0, 1));
    }

    void close(std::string_view rest) {
        const bracket ended = brackets_.back();
        if (brackets_.size() == 1) {
            refuse(at_, "')' without '('");
        } else if (ended.choosing) {
            refuse_lone_choice();
        } else if (made_.back().is == token::open) {
            refuse(ended.at, "there is nothing between the brackets");
        } else if (ended.of != nullptr && ended.of->operands != any_number &&
                   ended.of->operands != ended.commas + 1) {
            refuse(ended.at, in_quotes(ended.of->symbol) + " takes " + std::to_string(ended.of->operands) +
                                 (ended.of->operands == 1 ? " value" : " values"));
        } else {
            brackets_.pop_back();
            add(token::close, rest.substr(0, 1));
        }
    }

    void separate(std::string_view rest) {
        bracket& within = brackets_.back();
        if (within.choosing) {
            refuse_lone_choice();
        } else if (within.of == nullptr) {
            refuse(at_, "',' outside a function's brackets", "decimals have a point");
        } else {
            ++within.commas;
            add(token::comma, rest.substr(0, 1));
        }
    }

    void read_symbol(std::string_view rest) {
        // In front of an operand a sign is another operator than behind one.
        const bool operand_next = made_.empty() || made_.back().is == token::symbol ||
                                  made_.back().is == token::open || made_.back().is == token::comma;
        for (const std::size_t length : {2U, 1U}) {
            if (length > rest.size()) continue;
            const std::string_view symbol = rest.substr(0, length);
            const operation* does = operand_next ? find_operation(symbol, position::before) : nullptr;
            if (does == nullptr) does = find_operation(symbol, position::between);
            if (does == nullptr) continue;
            track_choice(symbol);
            if (!error_) add(token::symbol, symbol, does);
            return;
        }
        refuse_character(rest);
    }

    void track_choice(std::string_view symbol) {
        auto& choosing = brackets_.back().choosing;
        if (symbol == "?") {
            if (choosing)
                refuse(at_, "a second '?' before the ':'", "put the inner choice into round brackets");
            choosing = at_;
        } else if (symbol == ":") {
            if (!choosing) refuse(at_, "':' without '?'");
            choosing.reset();
        }
    }

    void refuse_character(std::string_view rest) {
        static constexpr std::array<std::pair<char, std::string_view>, 5> better{
            {{'=', "'==' compares; nothing can be assigned"},
             {'&', "'and' or '&&'"},
             {'|', "'or' or '||'"},
             {'^', "pow(x, y)"},
             {'!', "'not' or '!='"}}};
        const auto hint = std::find_if(better.begin(), better.end(),
                                       [&](const auto& each) { return each.first == rest.front(); });
        refuse(at_, in_quotes(rest.substr(0, 1)) + " is no operator",
               std::string(hint == better.end() ? "" : hint->second));
    }

    std::string_view text_;
    std::vector<token>& made_;
    std::size_t at_ = 0;
    std::vector<bracket> brackets_{bracket{}};
    std::optional<expression_error> error_;
};

}  // namespace

std::optional<expression_error> read_tokens(std::string_view text, std::vector<token>& made) {
    return reader(text, made).read();
}

}  // namespace weir::expressions
