#include "drivers/pattern.hpp"

#include <array>
#include <re2/re2.h>
#include <utility>

#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::int64_t most_memory = std::int64_t{1} << 20U;
constexpr std::size_t few_groups = 24;  // whose places need no allocation
constexpr std::size_t most_said = 120;  // bytes; RE2 repeats the pattern in its words
constexpr std::string_view operators = "^$.|?*+()[]{}";

RE2::Options options() {
    RE2::Options made(RE2::Latin1);  // any bytes are text
    made.set_max_mem(most_memory);
    made.set_log_errors(false);
    return made;
}

// Never null: that is how RE2 says that a group took no part.
re2::StringPiece piece(std::string_view text) {
    return {text.data() == nullptr ? "" : text.data(), text.size()};
}

// RE2 first looks for what all alternatives begin with, and as Latin-1 for the wrong bytes if that is not
// ASCII (20220601 does): `^(?:°C|°F)` never matches. An operator that does nothing in front keeps it from
// that.
bool may_ask_for_more_than_ascii(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (static_cast<unsigned char>(pattern[at]) >= 0x80) return true;
        if (pattern[at] != '\\' || ++at == pattern.size()) continue;
        if (is_digit(pattern[at]) || std::string_view("xpP").find(pattern[at]) != std::string_view::npos)
            return true;
    }
    return false;
}

// A pattern without an operator but ^ in front and $ behind. A device's answer is awaited with one that is
// made anew for each command: there is nothing to compile in it.
class literal {
public:
    // Nothing when `pattern` is not that plain, or wrong.
    static std::optional<literal> in(std::string_view pattern) {
        literal made;
        made.from_start_ = pattern.starts_with('^');
        if (made.from_start_) pattern.remove_prefix(1);
        for (std::size_t at = 0; at < pattern.size(); ++at) {
            char c = pattern[at];
            if (c == '$' && at + 1 == pattern.size()) {
                made.to_end_ = true;
                break;
            }
            if (operators.find(c) != operators.npos) return std::nullopt;
            if (c == '\\') {
                if (++at == pattern.size()) return std::nullopt;
                c = pattern[at];
                if (is_word(c) || static_cast<unsigned char>(c) >= 0x80) return std::nullopt;
            }
            made.text_ += c;
        }
        return made;
    }

    bool is_in(std::string_view text) const {
        if (from_start_ && to_end_) return text == text_;
        if (from_start_) return text.starts_with(text_);
        if (to_end_) return text.ends_with(text_);
        return text.find(text_) != text.npos;
    }
    const std::string& text() const { return text_; }

private:
    std::string text_;
    bool from_start_ = false;
    bool to_end_ = false;
};

}  // namespace

struct pattern::compiled {
    explicit compiled(std::string_view text) : plain(literal::in(text)) {
        if (plain) return;
        expression.emplace(piece(text), options());
        if (expression->ok() && may_ask_for_more_than_ascii(text))
            expression.emplace("(?:)" + std::string(text), options());
    }

    std::size_t weight() const {
        return plain ? plain->text().size() : static_cast<std::size_t>(expression->ProgramSize());
    }

    std::optional<literal> plain;
    std::optional<RE2> expression;  // when it is not plain
    // In the order of their groups, which count from 1.
    std::vector<std::pair<std::string, std::size_t>> names;
};

std::optional<pattern> pattern::compile(std::string_view text, std::string& why) {
    auto made = std::make_shared<compiled>(text);
    if (made->expression && !made->expression->ok()) {
        why = made->expression->error().substr(0, most_said);
        return std::nullopt;
    }
    // RE2 itself lets more through: its budget is memory.
    if (made->weight() > heaviest) {
        why = "pattern too large";
        return std::nullopt;
    }
    if (made->plain) return pattern(std::move(made));
    for (const auto& [group, name] : made->expression->CapturingGroupNames())
        made->names.emplace_back(name, static_cast<std::size_t>(group));
    return pattern(std::move(made));
}

bool pattern::search(std::string_view text, groups* into) const {
    if (into != nullptr) into->clear();
    if (compiled_->plain) return compiled_->plain->is_in(text);
    const RE2& expression = *compiled_->expression;
    const std::size_t count =
        into == nullptr || compiled_->names.empty() ? 0 : compiled_->names.back().second + 1;
    std::array<re2::StringPiece, few_groups> few;
    std::vector<re2::StringPiece> many(count > few.size() ? count : 0);
    re2::StringPiece* const found = many.empty() ? few.data() : many.data();
    if (!expression.Match(piece(text), 0, text.size(), RE2::UNANCHORED, found, static_cast<int>(count)))
        return false;
    if (count == 0) return true;
    for (const auto& [name, group] : compiled_->names) {
        const re2::StringPiece& part = found[group];
        if (part.data() != nullptr) into->emplace_back(name, std::string_view(part.data(), part.size()));
    }
    return true;
}

bool pattern::matches(std::string_view text) const {
    if (compiled_->plain) return text == compiled_->plain->text();
    return compiled_->expression->Match(piece(text), 0, text.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

std::vector<std::string_view> pattern::names() const {
    std::vector<std::string_view> all;
    for (const auto& [name, group] : compiled_->names)
        all.emplace_back(name);
    return all;
}

std::size_t pattern::weight() const {
    return compiled_->weight();
}

std::string pattern::escaped(std::string_view text) {
    return RE2::QuoteMeta(piece(text));
}

}  // namespace weir
