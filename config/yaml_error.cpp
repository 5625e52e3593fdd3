#include "config/yaml_error.hpp"

#include <utility>

#include "config/raw_text.hpp"

namespace weir {

problem explain_yaml_error(std::string_view message, place at, std::string_view text) {
    const std::pair<std::string_view, problem> known[] = {
        {"illegal map value",
         {{}, "a ':' that belongs to no key here", "wrong indentation, or text that needs quotes?"}},
        {"illegal block entry", {{}, "a list's '-' is not possible here", "wrong indentation?"}},
        {"end of map not found", {{}, "this line does not continue the map above", "wrong indentation?"}},
        {"end of sequence not found",
         {{}, "this line does not continue the list above", "wrong indentation?"}},
        {"end of sequence flow not found", {{}, "a '[' is not closed", {}}},
        {"end of map flow not found", {{}, "a '{' is not closed", {}}},
        {"illegal flow end", {{}, "nothing is open here that this could close", {}}},
        {"unknown token", {{}, "no value can begin with this character", "put the value in quotes"}},
        {"the referenced anchor is not defined", {{}, "the alias names an anchor that does not exist", {}}},
    };
    const place where = place_within(text, at);
    const std::string_view line = line_of(text, where.line);
    const std::size_t tab = line.substr(0, line.find_first_not_of(" \t")).find('\t');
    if (tab != line.npos) {
        return {{where.line, static_cast<std::uint32_t>(tab) + 1},
                "a tab in the indentation",
                "indent with spaces"};
    }
    const bool variable = line.find("${") != line.npos;
    for (const auto& [theirs, ours] : known) {
        if (!message.starts_with(theirs)) continue;  // since 0.8 the anchor's name follows
        return {where, ours.message, variable ? "within [] and {} a '${VARIABLE}' needs quotes" : ours.hint};
    }
    return {where, std::string(message), {}};
}

}  // namespace weir
