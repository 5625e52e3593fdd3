#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/process/names.hpp"
#include "daemon/process/numbers.hpp"
#include "daemon/process/per_field.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

// The argument of what makes one number of the course of another: a field's name or a list of them, which
// then hold the result themselves, or a map from field to the one that gets it.
inline constexpr shape result_by_field = map_from_field(field_name);
inline constexpr shape names_or_results{
    .is = kind::list, .min = 1, .item = &field_name, .or_else = &result_by_field};
inline constexpr shape followed_argument{.is = kind::text, .min = 1, .or_else = &names_or_results};

struct followed_names {
    std::string from;
    std::string to;
    place where;
};

inline std::vector<followed_names> read_followed(const setting& argument) {
    if (argument.is<std::string>()) return {{argument.text(), argument.text(), argument.where}};
    std::vector<followed_names> all;
    if (argument.is<setting::list>()) {
        for (const setting& each : argument.items())
            all.push_back({each.text(), each.text(), each.where});
    } else {
        for (const setting::member& each : argument.members())
            all.push_back({each.name, each.value.text(), each.value.where});
    }
    return all;
}

// Results must not meet each other, nor what a sample says of itself.
inline void check_followed(const component_use& use, problems& found) {
    const auto all = read_followed(use.argument);
    for (auto each = all.begin(); each != all.end(); ++each) {
        const auto same = [&](const followed_names& other) { return other.to == each->to; };
        if (std::any_of(all.begin(), each, same))
            found.add(each->where, "'" + each->to + "' gets two results");
        if (each->to != each->from) check_new_field(each->to, each->where, found);
    }
}

// A stage that follows the numbers of some fields; `Follower` is its state for each, and says with
// follow(number, arrived) what the result is then: `number` is nothing where the sample has null.
template <class Follower>
class following_stage final : public stage {
public:
    following_stage(const setting& argument, const Follower& start) {
        for (followed_names& each : read_followed(argument))
            fields_.push_back({std::move(each), start});
    }

    outcome apply(sample& through, const moment&) override {
        outcome result = passes;
        for (followed& each : fields_) {
            const value* in = through.find(each.names.from);
            if (in == nullptr) continue;
            if (is_no_number(*in)) {
                through.set(each.names.to, {});
                result = failed;
            } else {
                through.set(each.names.to, or_null(each.state.follow(finite_number(*in), through.arrived)));
            }
        }
        return result;
    }

private:
    struct followed {
        followed_names names;
        Follower state;
    };
    std::vector<followed> fields_;
};

}  // namespace weir
