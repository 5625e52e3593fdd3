#include "drivers/value.hpp"

#include <algorithm>

namespace weir {

std::optional<double> as_number(const value& v) {
    if (const auto* number = std::get_if<double>(&v)) return *number;
    if (const auto* integer = std::get_if<std::int64_t>(&v)) return static_cast<double>(*integer);
    return std::nullopt;
}

void sample::clear() {
    arrived = {};
    quality = weir::quality::good;
    fields.clear();
}

const value* sample::find(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const field& candidate) { return candidate.name == name; });
    return found == fields.end() ? nullptr : &found->data;
}

value* sample::find(std::string_view name) {
    return const_cast<value*>(std::as_const(*this).find(name));
}

void sample::set(std::string_view name, value data) {
    if (value* present = find(name)) {
        *present = std::move(data);
    } else {
        fields.emplace_back(std::string(name), std::move(data));
    }
}

}  // namespace weir
