#include "daemon/process/names.hpp"
#include "daemon/process/stage.hpp"

namespace weir {

namespace {

class keep : public stage {
public:
    explicit keep(const setting& argument) : names_(argument) {}

    outcome apply(sample& through, const moment&) override {
        through.fields.remove_if([&](const field& each) { return !names_.contain(each.name); });
        return through.fields.empty() ? held : passes;
    }

private:
    names names_;
};

std::unique_ptr<stage> make_keep(const component_use& use, problems&) {
    return std::make_unique<keep>(use.argument);
}

}  // namespace

extern const stage_kind keep_stage;
const stage_kind keep_stage{
    {"keep", "Keeps the named fields alone; a sample that has none of them goes no further.", field_names},
    make_keep};

}  // namespace weir
