#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/option.hpp"

namespace weir {

// The argument of `keep` and `drop`: a list of fields' names, or one name.
inline constexpr shape field_name{.is = kind::text, .min = 1};
inline constexpr shape field_names{.is = kind::list, .min = 1, .item = &field_name, .or_else = &field_name};

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
