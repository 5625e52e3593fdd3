#include <array>

#include "daemon/process/beat.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class heartbeat final : public stage {
public:
    heartbeat(duration interval, bool optimistic) : interval_(interval), optimistic_(optimistic) {}

    outcome apply(sample& through, const moment& now) override {
        last_ = through;
        if (due_ == never) due_ = now.at + interval_;
        return optimistic_ ? passes : held;
    }

    bool keeps_time() const override { return true; }
    monotonic_time due() const override { return due_; }
    bool elapse(sample& made, const moment& now) override {
        made = last_;
        made.arrived = now.at;
        due_ = next_beat(due_, interval_, now.at);
        return true;
    }

private:
    duration interval_;
    bool optimistic_;
    monotonic_time due_ = never;  // until the first sample
    sample last_;
};

std::unique_ptr<stage> make_heartbeat(const component_use& use, problems&) {
    const setting& optimistic = use.options["optimistic"];
    return std::make_unique<heartbeat>(use.argument.duration(), optimistic.present() && optimistic.boolean());
}

constexpr std::array options{option{"optimistic",
                                    {.is = kind::boolean},
                                    "false",
                                    "Each sample goes on at once, too, and not with the next beat alone."}};

}  // namespace

extern const stage_kind heartbeat_stage;
const stage_kind heartbeat_stage{
    {"heartbeat",
     "Sends the last sample again and again, once in this time, whatever comes; the first time so long after "
     "the first sample. Its time is that of the beat.",
     {.is = kind::duration, .min = 0.01},
     options},
    make_heartbeat};

}  // namespace weir
