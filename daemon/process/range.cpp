#include <array>

#include "daemon/process/per_field.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

struct bounds {
    double min = 0;
    double max = 0;

    bool hold(double number) const { return number >= min && number <= max; }  // never a NaN
};

bounds read_bounds(const setting& pair) {
    return {pair.items().at(0).number(), pair.items().at(1).number()};
}

class range : public stage {
public:
    range(const setting& argument, bool drop) : bounds_(argument, read_bounds), drop_(drop) {}

    outcome apply(sample& through, const moment&) override {
        for (field& each : through.fields) {
            const bounds* within = bounds_.find(each.name);
            if (within == nullptr) continue;
            const auto number = as_number(each.data);
            if (!number || within->hold(*number)) continue;
            if (drop_) return held;
            each.data = std::monostate{};
            through.quality = quality::bad;
        }
        return passes;
    }

private:
    per_field<bounds> bounds_;
    bool drop_;
};

void check_pair(const setting& pair, const std::string& of_what, problems& found) {
    const bounds read = read_bounds(pair);
    if (!(read.min <= read.max))
        found.add(pair.where, "the lower bound" + of_what + " is above the upper one");
}

void check_range(const component_use& use, problems& found) {
    if (!use.argument.is<setting::map>()) {
        check_pair(use.argument, "", found);
        return;
    }
    for (const setting::member& each : use.argument.members()) {
        check_pair(each.value, " of '" + each.name + "'", found);
    }
}

std::unique_ptr<stage> make_range(const component_use& use, problems&) {
    const setting& drop = use.options["drop"];
    return std::make_unique<range>(use.argument, drop.present() && drop.boolean());
}

constexpr shape bound{.is = kind::number};
constexpr shape pair{.is = kind::list, .min = 2, .max = 2, .item = &bound};
constexpr shape pairs = map_from_field(pair);
constexpr std::array options{option{
    "drop", {.is = kind::boolean}, "false", "A sample with a field outside its range goes no further."}};

}  // namespace

extern const stage_kind range_stage;
const stage_kind range_stage{{"range",
                              "[min, max] for all numeric fields, or a map from field to [min, max]: a field "
                              "outside becomes null and the "
                              "sample's quality bad.",
                              {.is = kind::list, .min = 2, .max = 2, .item = &bound, .or_else = &pairs},
                              options,
                              check_range},
                             make_range};

}  // namespace weir
