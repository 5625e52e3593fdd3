#pragma once

#include <string>
#include <string_view>

// Words for a shell, POSIX's and zsh's.
namespace weir {

std::string in_shell_quotes(std::string_view text);  // 'text'
std::string shell_word(std::string_view text);       // in quotes where it needs them

}  // namespace weir
