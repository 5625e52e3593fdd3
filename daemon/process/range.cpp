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
        bool outside = false;
        const outcome result =
            bounds_.change_numbers(through, [&](value& data, double number, const bounds& within) {
                if (within.hold(number)) return true;
                data = std::monostate{};
                outside = true;
                return true;
            });
        if (!outside) return result;
        through.quality = quality::bad;
        return drop_ ? held : result;
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
    check_each(use.argument, !use.argument.is<setting::map>(),
               [&](const setting& pair, const std::string& of_what) { check_pair(pair, of_what, found); });
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
                              "outside, and NaN, becomes "
                              "null and the sample's quality bad. Null stays; what is no number in a named "
                              "field becomes null and failed.",
                              {.is = kind::list, .min = 2, .max = 2, .item = &bound, .or_else = &pairs},
                              options,
                              check_range},
                             make_range};

}  // namespace weir
