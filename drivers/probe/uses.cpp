#include "drivers/probe/uses.hpp"

#include <algorithm>

namespace weir::probing {

setting of_text(std::string_view text) {
    return {{}, std::string(text)};
}
setting of_integer(std::int64_t number) {
    return {{}, number};
}
setting of_flag(bool truth) {
    return {{}, truth};
}
setting of_duration(duration length) {
    return {{}, length};
}
setting of_list(setting::list items) {
    return {{}, std::move(items)};
}
setting of_group(const members& all) {
    setting::map made;
    for (const auto& [name, content] : all)
        made.push_back({std::string(name), {}, content});
    return {{}, std::move(made)};
}

component_use use_of(catalogue from, std::string_view name, setting argument, setting options) {
    const auto found =
        std::find_if(from.begin(), from.end(), [&](const component* each) { return each->name == name; });
    return {*found, {}, std::move(argument), std::move(options)};
}

setting seal(std::string_view name, std::string_view order) {
    members all{{"from", of_integer(0)}, {"text", of_flag(false)}};
    if (!order.empty()) all.emplace_back("order", of_text(order));
    return of_group({{name, of_group(all)}});
}

}  // namespace weir::probing
