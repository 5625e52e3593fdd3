#include <array>
#include <optional>

#include "daemon/process/names.hpp"
#include "daemon/process/plain_value.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class count : public stage {
public:
    // `of`: the field whose rising edges count; empty: samples do.
    count(std::string into, std::string of) : into_(std::move(into)), of_(std::move(of)) {}

    outcome apply(sample& through, const moment&) override {
        outcome result = passes;
        if (of_.empty()) {
            ++count_;
        } else if (value* const data = through.find(of_)) {
            result = follow(*data);
        }
        through.slot(into_) = count_;
        return result;
    }

private:
    outcome follow(value& data) {
        if (is_null(data)) return passes;
        const auto number = as_number(data);
        const auto* const flag = std::get_if<bool>(&data);
        if (!number && flag == nullptr) {
            data = std::monostate{};
            return failed;
        }
        const bool now = flag != nullptr ? *flag : *number != 0;
        if (now && was_ == false) ++count_;
        was_ = now;
        return passes;
    }

    std::string into_;
    std::string of_;
    std::int64_t count_ = 0;
    std::optional<bool> was_;  // nothing: not known yet
};

void check_count(const component_use& use, problems& found) {
    check_new_field(use.argument.text(), use.argument.where, found);
    const setting& of = use.options["rising"];
    if (of.present() && of.text() == use.argument.text())
        found.add(of.where, "the count would replace the field whose edges it counts");
}

std::unique_ptr<stage> make_count(const component_use& use, problems&) {
    const setting& of = use.options["rising"];
    return std::make_unique<count>(use.argument.text(), of.present() ? of.text() : std::string());
}

constexpr std::array options{option{
    "rising", field_name, {}, "Count instead how often this field becomes true, or a number other than 0."}};

}  // namespace

extern const stage_kind count_stage;
const stage_kind count_stage{{"count",
                              "Numbers the samples that come, from 1 on, in a field of this name; with "
                              "`rising`, counts from 0 on how often a "
                              "field becomes true. What the field is at first is no edge, null and NaN "
                              "change nothing, text becomes null and "
                              "failed. Starts anew with the daemon.",
                              field_name, options, check_count},
                             make_count};

}  // namespace weir
