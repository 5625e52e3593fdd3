#pragma once

#include <string>
#include <string_view>

namespace weir::test {

// What a sample, published as JSON, says of its device: `{"t":5} bad` of
// {"ts":"...","seq":1,"quality":"bad","t":5}; a quality that is good is not shown.
inline std::string shown(const std::string& payload) {
    constexpr std::string_view key = R"("quality":")";
    const std::size_t quality = payload.find(key) + key.size();
    const std::size_t end = payload.find('"', quality);
    const std::string word = payload.substr(quality, end - quality);
    std::string fields = payload.substr(end + 1);
    if (fields.starts_with(',')) fields.erase(0, 1);
    return '{' + fields + (word == "good" ? "" : ' ' + word);
}

}  // namespace weir::test
