#pragma once

#include <string>
#include <utility>
#include <vector>

#include "drivers/binary/layout.hpp"
#include "drivers/binary/read_layout.hpp"
#include "tests/support/decoding.hpp"

// Descriptions of structs, as the decoder `binary` takes them.
namespace weir::test {

using keys = std::vector<std::pair<std::string, setting>>;

// { name: NAME, type: TYPE, ... }; no name when it is empty.
inline setting entry(std::string name, std::string type, keys more = {}) {
    more.emplace_back("type", text(std::move(type)));
    if (!name.empty()) more.emplace_back("name", text(std::move(name)));
    return group(more);
}
inline setting padding(std::int64_t size) {
    return group({{"skip", integer(size)}});
}
// { 0: off, 1: on }
inline setting words(const std::vector<std::pair<std::string, std::string>>& all) {
    keys made;
    for (const auto& [raw, word] : all)
        made.emplace_back(raw, text(word));
    return group(made);
}

inline setting fields(setting::list all, std::string order = "little", bool longer = false) {
    return group(
        {{"order", text(std::move(order))}, {"fields", list(std::move(all))}, {"longer", boolean(longer)}});
}

// What is wrong with it, a line each; "" when nothing is.
inline std::string complaints(const setting& description, binary::purpose what_for) {
    problems found;
    binary::read_layout(description, what_for, found);
    std::string all;
    for (const problem& each : found.all())
        all.append(all.empty() ? "" : "\n").append(each.message);
    return all;
}

inline binary::layout layout_of(const setting& description,
                                binary::purpose what_for = binary::purpose::writing) {
    problems found;
    auto made = binary::read_layout(description, what_for, found);
    if (!found.empty()) throw std::invalid_argument(found.all().front().message);
    return made;
}

}  // namespace weir::test
