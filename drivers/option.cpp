#include "drivers/option.hpp"

#include <algorithm>

namespace weir {

void problems::add(place where, std::string message, std::string hint) {
    all_.push_back({where, std::move(message), std::move(hint)});
}

double setting::number() const {
    if (const auto* integer = std::get_if<std::int64_t>(&data)) {
        return static_cast<double>(*integer);
    }
    return std::get<double>(data);
}

const setting& setting::at(std::string_view name) const {
    static const setting absent;
    const auto* group = std::get_if<map>(&data);
    if (group == nullptr) return absent;
    const auto found = std::find_if(group->begin(), group->end(),
                                    [&](const member& candidate) { return candidate.name == name; });
    return found == group->end() ? absent : found->value;
}

}  // namespace weir
