#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

// A regular expression (RE2's syntax, UTF-8 off: bytes), matched in time linear to the text, whatever the
// text is: a device's answer cannot hang us. Immutable and cheap to copy.
class pattern {
public:
    // Nothing when it is no pattern, needs more than 1 MiB or weighs too much; `why` then says it for people.
    static std::optional<pattern> compile(std::string_view text, std::string& why);

    // What a match gave: its named groups, in the order of the pattern; a group that took no part is left
    // out. The names are views into the pattern, valid as long as it or a copy lives; the rest into the text.
    using groups = std::vector<std::pair<std::string_view, std::string_view>>;
    // Whether it matches somewhere in `text` (`^` and `$` tie it). `into` may be null.
    bool search(std::string_view text, groups* into = nullptr) const;
    // Whether it matches the whole of `text`.
    bool matches(std::string_view text) const;

    // The names of its groups, in their order; alternatives may name two alike.
    std::vector<std::string_view> names() const;

    // What it weighs: the time that compile() took and the memory grow with it. Some dozens for most; at most
    // `heaviest`.
    std::size_t weight() const;
    static constexpr std::size_t heaviest = 50'000;

    // `text` so that a pattern matches it literally.
    static std::string escaped(std::string_view text);

private:
    struct compiled;
    explicit pattern(std::shared_ptr<const compiled> made) : compiled_(std::move(made)) {}

    std::shared_ptr<const compiled> compiled_;
};

}  // namespace weir
