#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "daemon/process/by_name.hpp"
#include "daemon/process/per_field.hpp"
#include "drivers/component.hpp"
#include "drivers/value.hpp"

namespace weir {

// How far a number must move to have changed.
struct step {
    double least = 0;
    bool relative = false;  // `least` is the share of the number before
};

// The argument of `delta`: 0.5, or "5%", for all fields or each named one.
inline constexpr shape share_of_number{.is = kind::text, .min = 2, .max = 32};
inline constexpr shape step_form{.is = kind::number, .min = 0, .or_else = &share_of_number};
inline constexpr shape step_by_field = map_from_field(step_form);
inline constexpr shape share_or_step_by_field{
    .is = kind::text, .min = 2, .max = 32, .or_else = &step_by_field};
inline constexpr shape step_argument{.is = kind::number, .min = 0, .or_else = &share_or_step_by_field};

// Whether what is text in such an argument is a percentage.
void check_steps(const setting& argument, problems& found);

// What has changed since the last time that it was told to remember.
class changes {
public:
    // As check_steps() has accepted it.
    explicit changes(const setting& argument);

    // A field that was not seen before has changed.
    bool any(const sample& in) const;
    // A field that this sample lacks keeps its last value: not every sample of a device has every field.
    void remember(const sample& in);

private:
    per_field<step> steps_;
    by_name<value> last_;
};

}  // namespace weir
