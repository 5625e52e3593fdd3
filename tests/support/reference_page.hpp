#pragma once

#include <string>
#include <string_view>

namespace weir::test {

// `page` with `generated` between its two marks; empty when they are missing.
inline std::string with_reference(std::string_view page, std::string_view generated) {
    constexpr std::string_view begin_mark = "<!-- begin: generated from the option tables -->\n";
    constexpr std::string_view end_mark = "<!-- end: generated -->\n";
    const std::size_t begin = page.find(begin_mark);
    const std::size_t end = page.find(end_mark);
    if (begin == page.npos || end == page.npos || end < begin) return {};
    std::string written(page.substr(0, begin + begin_mark.size()));
    return written.append("\n").append(generated).append(page.substr(end));
}

}  // namespace weir::test
