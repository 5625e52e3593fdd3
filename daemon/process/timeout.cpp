#include <array>
#include <optional>

#include "daemon/process/numbers.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class timeout final : public stage {
public:
    timeout(duration longest, const setting& instead) : longest_(longest) {
        last_again_ = instead.is<std::string>();
        if (instead.present() && !last_again_) number_ = instead.number();
    }

    outcome apply(sample& through, const moment& now) override {
        last_ = through;
        due_ = now.at + longest_;
        return passes;
    }

    bool keeps_time() const override { return true; }
    monotonic_time due() const override { return due_; }
    bool elapse(sample& made, const moment& now) override {
        made = last_;
        made.arrived = now.at;
        due_ = never;
        if (last_again_) return true;
        made.quality = number_ ? quality::good : quality::bad;
        for (field& each : made.fields)
            each.data = is_no_number(each.data) ? value() : or_null(number_);
        return true;
    }

private:
    duration longest_;
    bool last_again_ = false;
    std::optional<double> number_;  // what numbers become; nothing: null
    monotonic_time due_ = never;    // while nothing is waited for
    sample last_;
};

std::unique_ptr<stage> make_timeout(const component_use& use, problems&) {
    return std::make_unique<timeout>(use.argument.duration(), use.options["value"]);
}

constexpr std::array<std::string_view, 1> last_words{"last"};
constexpr shape last{.is = kind::choice, .choices = last_words};
constexpr std::array options{
    option{"value",
           {.is = kind::number, .or_else = &last},
           {},
           "What the numeric fields become (text and booleans become null); `last`: the last sample is sent "
           "again. Without it all become null and the quality bad."}};

}  // namespace

extern const stage_kind timeout_stage;
const stage_kind timeout_stage{{"timeout",
                                "When no sample has come for this time, one is made with the fields of the "
                                "last; once, until the next sample. Its time is that of the timeout.",
                                {.is = kind::duration, .min = 0.001},
                                options},
                               make_timeout};

}  // namespace weir
