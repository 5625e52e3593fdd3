#include "drivers/raw/names.hpp"

#include <algorithm>

#include "drivers/text.hpp"

namespace weir {

std::vector<std::pair<std::int64_t, std::string>> read_names(const setting& written, number_form form,
                                                             problems& found) {
    std::vector<std::pair<std::int64_t, std::string>> names;
    if (!written.present()) return names;
    std::vector<std::int64_t> seen;
    for (const setting::member& each : written.members()) {
        const std::string key = "'" + readable(each.name, 40) + "'";
        const auto raw = parse_integer(each.name);
        if (!raw) {
            found.add(each.name_at, "expected an integer, got " + key,
                      "a raw value, as in {0: off, 1: on}; no leading zeros");
        } else if (!has_raw(form, *raw)) {
            found.add(each.name_at, key + " cannot be read there", "it is " + name_of(form));
        } else if (std::find(seen.begin(), seen.end(), *raw) != seen.end()) {
            found.add(each.name_at, key + " stands there twice");
        } else {
            seen.push_back(*raw);
            if (each.value.present()) names.emplace_back(*raw, each.value.text());
        }
    }
    return names;
}

}  // namespace weir
