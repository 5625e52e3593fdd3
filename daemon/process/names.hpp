#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/option.hpp"
#include "drivers/text.hpp"

namespace weir {

// The argument of `keep` and `drop`: a list of fields' names, or one name.
inline constexpr shape field_name{.is = kind::text, .min = 1};
inline constexpr shape field_names{.is = kind::list, .min = 1, .item = &field_name, .or_else = &field_name};

// A problem where a stage cannot add a field of this name.
inline void check_new_field(const std::string& name, place where, problems& found) {
    if (is_reserved_field(name)) {
        found.add(where, "a sample has a '" + name + "' of its own", "call the field something else");
    } else if (!is_field_name(name)) {
        found.add(where, "'" + name + "' is no name for a field", "letters, digits, _ - and .");
    }
}

class names {
public:
    explicit names(const setting& argument) {
        if (argument.is<std::string>()) {
            all_.push_back(argument.text());
            return;
        }
        for (const setting& each : argument.items())
            all_.push_back(each.text());
    }

    bool contain(std::string_view name) const {
        return std::find(all_.begin(), all_.end(), name) != all_.end();
    }

private:
    std::vector<std::string> all_;
};

}  // namespace weir
