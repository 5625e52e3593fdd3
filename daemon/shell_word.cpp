#include "daemon/shell_word.hpp"

namespace weir {

namespace {

constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+:@%=,";

}  // namespace

std::string in_shell_quotes(std::string_view text) {
    std::string all = "'";
    for (const char c : text) {
        if (c == '\'') all += R"('\')";
        all += c;
    }
    return all + '\'';
}

std::string shell_word(std::string_view text) {
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
    return in_shell_quotes(text);
}

}  // namespace weir
