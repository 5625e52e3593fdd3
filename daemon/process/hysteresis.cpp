#include <array>
#include <string>
#include <vector>

#include "daemon/process/plain_value.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class hysteresis : public stage {
public:
    explicit hysteresis(const setting& argument) {
        for (const setting::member& each : argument.members())
            switches_.push_back({each.name, each.value["on"].number(), each.value["off"].number()});
    }

    outcome apply(sample& through, const moment&) override {
        outcome result = passes;
        for (two_point& each : switches_) {
            value* const data = through.find(each.field);
            if (data == nullptr || is_null(*data)) continue;
            if (const auto number = as_number(*data)) {
                each.turn(*number);
                *data = each.is_on;
            } else {
                *data = std::monostate{};
                result = failed;
            }
        }
        return result;
    }

private:
    struct two_point {
        std::string field;
        double on;
        double off;
        bool is_on = false;

        void turn(double number) {
            if (on >= off) {
                is_on = number >= on || (is_on && number >= off);
            } else {
                is_on = number <= on || (is_on && number <= off);
            }
        }
    };
    std::vector<two_point> switches_;
};

std::unique_ptr<stage> make_hysteresis(const component_use& use, problems&) {
    return std::make_unique<hysteresis>(use.argument);
}

constexpr std::array members{
    option{"on", {.is = kind::number}, {}, "The number that turns it on, when it is reached.", true},
    option{"off",
           {.is = kind::number},
           {},
           "What turns it off, when the number goes below; above, if it is the greater of the two.",
           true}};
constexpr shape thresholds{.is = kind::group, .members = members};

}  // namespace

extern const stage_kind hysteresis_stage;
const stage_kind hysteresis_stage{
    {"hysteresis",
     "Makes true or false of a number: a map from field to {on, off}. Between the two it stays as it was, at "
     "first "
     "false. Null and NaN stay and turn nothing; what is no number becomes null and failed.",
     {.is = kind::map, .min = 1, .item = &thresholds}},
    make_hysteresis};

}  // namespace weir
