#include "drivers/senml/record.hpp"

#include <algorithm>

namespace weir::senml {

namespace {

// In the order of `label`.
constexpr std::array<std::string_view, label_count> names{"bn", "bt", "bu", "bv", "bs", "bver", "n", "u",
                                                          "v",  "vs", "vb", "vd", "s",  "t",    "ut"};

}  // namespace

std::optional<label> label_of(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<label>(found - names.begin()));
}

record::type record::type_of(label which) {
    switch (which) {
        case label::base_name:
        case label::base_unit:
        case label::name:
        case label::unit:
        case label::text:
        case label::data:
            return type::text;
        case label::boolean:
            return type::boolean;
        default:
            return type::number;
    }
}

}  // namespace weir::senml
