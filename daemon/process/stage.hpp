#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "drivers/component.hpp"
#include "drivers/value.hpp"

namespace weir {

// One step of `process`: changes a sample, or filters it out. Pure: the time is an argument, and state lives
// in the stage, one for each source. A stage never throws for what a sample holds.
class stage {
public:
    stage() = default;
    stage(const stage&) = delete;
    stage& operator=(const stage&) = delete;
    virtual ~stage() = default;

    // False: the sample goes no further.
    virtual bool apply(sample& through, monotonic_time now) = 0;
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
