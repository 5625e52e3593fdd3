#include "drivers/pattern.hpp"

#include <array>
#include <re2/re2.h>
#include <utility>

namespace weir {

namespace {

constexpr std::int64_t most_memory = std::int64_t{1} << 20U;
constexpr std::size_t few_groups = 24;  // whose places need no allocation
constexpr std::size_t most_said = 120;  // bytes; RE2 repeats the pattern in its words

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

}  // namespace

struct pattern::compiled {
    explicit compiled(std::string_view text) : expression(piece(text), options()) {}

    std::size_t weight() const { return static_cast<std::size_t>(expression.ProgramSize()); }

    RE2 expression;
    std::vector<std::pair<std::string, std::size_t>>
        names;  // in the order of their groups, which count from 1
};

std::optional<pattern> pattern::compile(std::string_view text, std::string& why) {
    auto made = std::make_shared<compiled>(text);
    if (!made->expression.ok()) {
        why = made->expression.error().substr(0, most_said);
        return std::nullopt;
    }
    // RE2 itself lets more through: its budget is memory.
    if (made->weight() > heaviest) {
        why = "pattern too large";
        return std::nullopt;
    }
    for (const auto& [group, name] : made->expression.CapturingGroupNames())
        made->names.emplace_back(name, static_cast<std::size_t>(group));
    return pattern(std::move(made));
}

bool pattern::search(std::string_view text, groups* into) const {
    const RE2& expression = compiled_->expression;
    const std::size_t count =
        into == nullptr || compiled_->names.empty() ? 0 : compiled_->names.back().second + 1;
    std::array<re2::StringPiece, few_groups> few;
    std::vector<re2::StringPiece> many(count > few.size() ? count : 0);
    re2::StringPiece* const found = many.empty() ? few.data() : many.data();
    if (into != nullptr) into->clear();
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
    return compiled_->expression.Match(piece(text), 0, text.size(), RE2::ANCHOR_BOTH, nullptr, 0);
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
