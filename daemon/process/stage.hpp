#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "drivers/component.hpp"
#include "drivers/value.hpp"

namespace weir {

// A moment, on both clocks.
struct moment {
    monotonic_time at{};
    wall_time wall{};  // only where some stage keeps time

    friend moment operator+(const moment& from, duration time) { return {from.at + time, from.wall + time}; }
};

// One step of `process`: changes a sample, filters it out, or makes one when it is time. Pure: the time is an
// argument, and state lives in the stage, one for each source. A stage never throws for what a sample holds.
class stage {
public:
    enum outcome : std::uint8_t {
        held,    // the sample goes no further
        passes,  // it goes on, changed or not
        failed   // it goes on as the stage left it, and its quality becomes bad: the stage could not do its
                 // work
    };

    stage() = default;
    stage(const stage&) = delete;
    stage& operator=(const stage&) = delete;
    virtual ~stage() = default;

    virtual outcome apply(sample& through, const moment& now) = 0;

    // Whether the stage ever says something by itself; it is asked once.
    virtual bool keeps_time() const { return false; }
    // When it does, if nothing comes before; never: it has nothing to say.
    virtual monotonic_time due() const { return never; }
    // Called at due() or later, ahead of apply() at the same time, and again until due() is later than `now`,
    // which it must become. What the stage says, in `made`, which is empty and takes its fields, `arrived`
    // and quality; it goes through the stages behind this one. False: nothing after all.
    virtual bool elapse(sample& /*made*/, const moment& /*now*/) { return false; }
};

struct stage_kind : component {
    std::unique_ptr<stage> (*make)(const component_use&, problems&);
};

// The stages there are; an entry here and a file in process/ is all that a new one needs.
catalogue stages();

// `use.kind` must be an entry of stages(). Null, and at least one problem, when its options contradict each
// other.
std::unique_ptr<stage> make_stage(const component_use& use, problems& found);

}  // namespace weir
