#include <utility>
#include <vector>

#include "daemon/process/names.hpp"
#include "daemon/process/plain_value.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class set : public stage {
public:
    explicit set(const setting& argument) {
        for (const setting::member& each : argument.members())
            fields_.emplace_back(each.name, value_of(each.value));
    }

    outcome apply(sample& through, const moment&) override {
        for (const auto& [name, data] : fields_)
            through.slot(name) = data;
        return passes;
    }

private:
    std::vector<std::pair<std::string, value>> fields_;
};

void check_set(const component_use& use, problems& found) {
    for (const setting::member& each : use.argument.members())
        check_new_field(each.name, each.name_at, found);
}

std::unique_ptr<stage> make_set(const component_use& use, problems&) {
    return std::make_unique<set>(use.argument);
}

}  // namespace

extern const stage_kind set_stage;
const stage_kind set_stage{
    {"set",
     "Gives fields a constant value, whatever they held: a map from field to value. A field "
     "that the sample lacks is added. Never fails.",
     {.is = kind::map, .min = 1, .item = &plain_value},
     {},
     check_set},
    make_set};

}  // namespace weir
