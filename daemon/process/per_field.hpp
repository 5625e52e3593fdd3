#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "drivers/option.hpp"

namespace weir {

// The second form of an argument that is one value for all fields or a map from field to value. `one` lives
// for ever.
constexpr shape map_from_field(const shape& one) {
    return {.is = kind::map, .item = &one};
}

// Such an argument, read.
template <class T>
class per_field {
public:
    // `read` makes a T of one value's setting.
    template <class Read>
    per_field(const setting& argument, Read read) {
        if (!argument.is<setting::map>()) {
            all_ = read(argument);
            return;
        }
        for (const setting::member& each : argument.members())
            named_.emplace_back(each.name, read(each.value));
    }

    // What holds for the field `name`; null when the stage does not concern it.
    const T* find(std::string_view name) const {
        if (all_) return &*all_;
        const auto found =
            std::find_if(named_.begin(), named_.end(), [&](const auto& each) { return each.first == name; });
        return found == named_.end() ? nullptr : &found->second;
    }

    // Whether the user named the fields: then the stage must be able to do its work on each of them.
    bool names_fields() const { return !all_; }

private:
    std::optional<T> all_;
    std::vector<std::pair<std::string, T>> named_;
};

}  // namespace weir
