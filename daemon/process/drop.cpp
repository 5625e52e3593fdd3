#include "daemon/process/names.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class drop : public stage {
public:
    explicit drop(const setting& argument) : names_(argument) {}

    outcome apply(sample& through, const moment&) override {
        through.fields.remove_if([&](const field& each) { return names_.contain(each.name); });
        return through.fields.empty() ? held : passes;
    }

private:
    names names_;
};

std::unique_ptr<stage> make_drop(const component_use& use, problems&) {
    return std::make_unique<drop>(use.argument);
}

}  // namespace

extern const stage_kind drop_stage;
const stage_kind drop_stage{
    {"drop", "Removes the named fields; a sample that has no others goes no further.", field_names},
    make_drop};

}  // namespace weir
