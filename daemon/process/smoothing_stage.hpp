#pragma once

#include <optional>

#include "daemon/process/numbers.hpp"
#include "daemon/process/per_field.hpp"
#include "daemon/process/send_every.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

// A stage that puts a smoothed number in each number's place; `Each` is what is configured for a field.
template <class Each>
class smoothing_stage : public stage {
public:
    template <class Read>
    smoothing_stage(const setting& argument, Read read, const setting& options)
        : fields_(argument, read), sending_(options) {}

    outcome apply(sample& through, const moment&) final {
        outcome result = passes;
        bool any = false;
        for (field& each : through.fields) {
            const Each* how = fields_.find(each.name);
            if (how == nullptr) continue;
            if (!is_no_number(each.data)) {
                each.data = or_null(smooth(each.name, finite_number(each.data), *how, through.arrived));
                any = true;
            } else if (fields_.names_fields()) {
                each.data = std::monostate{};
                result = failed;
            }
        }
        return !any || sending_.lets_pass() ? result : held;
    }

private:
    // What the field `name` becomes; `number` is nothing when the sample has null there.
    virtual std::optional<double> smooth(std::string_view name, std::optional<double> number, const Each& how,
                                         monotonic_time arrived) = 0;

    per_field<Each> fields_;
    send_every sending_;
};

}  // namespace weir
