#include "daemon/process/datapoints.hpp"

#include <algorithm>

#include "drivers/text.hpp"

namespace weir {

std::optional<datapoint> parse_datapoint(std::string_view text) {
    constexpr std::string_view arrow = "->";
    const std::size_t at = text.find(arrow);
    if (at == text.npos) return std::nullopt;
    const auto from = parse_number(text.substr(0, at));
    const auto to = parse_number(text.substr(at + arrow.size()));
    if (!from || !to) return std::nullopt;
    return datapoint{*as_number(*from), *as_number(*to)};
}

std::vector<datapoint> read_datapoints(const setting& list, problems* found) {
    std::vector<datapoint> all;
    for (const setting& each : list.items()) {
        if (const auto point = parse_datapoint(each.text())) {
            all.push_back(*point);
        } else if (found != nullptr) {
            found->add(each.where, "'" + each.text() + "' is no pair of numbers",
                       "write it as \"0.5 -> 12\"");
        }
    }
    return all;
}

std::size_t distinct(std::vector<datapoint> points) {
    const auto less = [](const datapoint& a, const datapoint& b) { return a.from < b.from; };
    const auto equal = [](const datapoint& a, const datapoint& b) { return a.from == b.from; };
    std::sort(points.begin(), points.end(), less);
    return static_cast<std::size_t>(std::unique(points.begin(), points.end(), equal) - points.begin());
}

}  // namespace weir
