#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/process/stage.hpp"
#include "drivers/option.hpp"

namespace weir {

// The second form of an argument that is one value for all fields or a map from field to value. `one` lives
// for ever.
constexpr shape map_from_field(const shape& one) {
    return {.is = kind::map, .min = 1, .item = &one};
}

// Of an argument whose value for one field is a map of plain values: whether it is one for all fields.
inline bool is_plain_map(const setting& argument) {
    return argument.is<setting::map>() && !argument.members().empty() &&
           std::none_of(argument.members().begin(), argument.members().end(),
                        [](const setting::member& each) {
                            return each.value.is<setting::map>() || each.value.is<setting::list>();
                        });
}

// Calls `check(value, of_what)` with each value of such an argument: " of 'temperature'", or nothing.
template <class Check>
void check_each(const setting& argument, bool for_all, Check check) {
    if (for_all) {
        check(argument, std::string());
        return;
    }
    for (const setting::member& each : argument.members())
        check(each.value, " of '" + each.name + "'");
}

// Such an argument, read.
template <class T>
class per_field {
public:
    // `read` makes a T of one value's setting.
    template <class Read>
    per_field(const setting& argument, Read read) : per_field(argument, read, !argument.is<setting::map>()) {}

    // Where it cannot be told so which form it is: a value `for_all` fields is a map, too.
    template <class Read>
    per_field(const setting& argument, Read read, bool for_all) {
        if (for_all) {
            all_ = read(argument);
            return;
        }
        for (const setting::member& each : argument.members())
            named_.emplace_back(each.name, read(each.value));
    }

    // What holds for the field `name`; null when the stage does not concern it.
    const T* find(std::string_view name) const { return all_ ? &*all_ : find_named(name); }

    // A stage's work on numbers: `change(value& data, double number, const T& argument)` for each integer and
    // number that it concerns, as data and as a number; false: it could not. Then the field becomes null, and
    // so does what is no number though the user named it. Null stays.
    template <class Change>
    stage::outcome change_numbers(sample& through, Change change) const {
        stage::outcome result = stage::passes;
        const auto fail = [&](value& data) {
            data = std::monostate{};
            result = stage::failed;
        };
        if (all_) {
            for (field& each : through.fields) {
                const auto number = as_number(each.data);
                if (number && !change(each.data, *number, *all_)) fail(each.data);
            }
            return result;
        }
        for (field& each : through.fields) {
            const T* const argument = find_named(each.name);
            if (argument == nullptr || std::holds_alternative<std::monostate>(each.data)) continue;
            const auto number = as_number(each.data);
            if (!number || !change(each.data, *number, *argument)) fail(each.data);
        }
        return result;
    }

    // A filter's work: removes the fields of which `refused(const value&, const T&)`. Held when they were all
    // that it concerns.
    template <class Refused>
    stage::outcome remove_fields(sample& through, Refused refused) const {
        std::size_t left = 0;
        const std::size_t before = through.fields.size();
        through.fields.remove_if([&](const field& each) {
            const T* const argument = find(each.name);
            if (argument == nullptr) return false;
            const bool out = refused(each.data, *argument);
            left += out ? 0 : 1;
            return out;
        });
        return left == 0 && through.fields.size() < before ? stage::held : stage::passes;
    }

    // Whether the user named the fields: then the stage must be able to do its work on each of them.
    bool names_fields() const { return !all_; }

private:
    const T* find_named(std::string_view name) const {
        for (const auto& [named, argument] : named_) {
            if (named == name) return &argument;
        }
        return nullptr;
    }

    std::optional<T> all_;
    std::vector<std::pair<std::string, T>> named_;
};

}  // namespace weir
