#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/option.hpp"

// The words of messages and of the reference.
namespace weir {

// 'text', cut to 40 characters; what is no printable character is written as \xNN.
std::string quote(std::string_view text);

// A scalar of YAML 1.2 in double quotes (7.3.1); `text` has no control characters.
std::string in_yaml_quotes(std::string_view text);

// The number as one would write it: 4000000, 0.1.
std::string show_number(double number);
std::string show_hex(unsigned char byte);   // 0x1B
std::string show_duration(double seconds);  // 100ms, 18h
std::string show_size(double bytes);        // 512B, 4KiB

// "a, b or c"
std::string any_of(const std::vector<std::string>& words);

// What stands between blanks.
std::vector<std::string_view> words_of(std::string_view text);

// "did you mean 'columns'?" for the word of `among` that is written most like `word` (two mistakes, or one in
// three letters); empty when there is none. Upper and lower case are alike.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> among);

// What a value of this form is: "an integer from 5 to 8", "a duration such as 500ms". Other forms that are
// accepted too are named as well.
std::string describe(const shape& form);
// Its range alone: "5 to 8", "at least 16B"; empty when there is none.
std::string describe_range(const shape& form);
// The same, less what tells nobody anything: the bounds of long texts and lists, "at least 0s".
std::string telling_range(const shape& form);

// A line of help with a capital in front and a full stop behind.
std::string sentence(std::string_view help);

std::string_view name_of(slot which);  // framer, decoder, stage, format, device

}  // namespace weir
