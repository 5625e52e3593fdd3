#pragma once

#include <string>
#include <string_view>

#include "config/document.hpp"
#include "config/pattern_budget.hpp"
#include "drivers/component.hpp"
#include "drivers/option.hpp"

namespace weir {

// Where in the configuration: for messages.
struct spot {
    std::string path;  // "sources.climate.decode"; empty at the top
    place at;          // of its key
};

// The spot of `key` in the map at `in`.
spot below(const spot& in, std::string_view key, place key_at);
// "`what` in sources.climate.decode"
std::string within(const spot& in, std::string what);

// Turns parts of the document into settings, by tables; every error becomes a problem.
//
// A setting that was wrong has its default if it has one and is no component, and else is null; so a
// setting's type can be relied upon wherever it is present. What was written, right or wrong, has a place;
// what was not, has none.
class filler {
public:
    // Both must outlive the filler.
    filler(const catalogues& known, problems& found) : known_(known), found_(found) {}

    setting fill(const node& from, const shape& form, const spot& here);

private:
    const shape* choose(const node& from, const shape& form) const;
    int fit(const node& from, const shape& form) const;

    setting fill_scalar(const node& from, const shape& as, const shape& form, const spot& here);
    setting fill_list(const node& from, const shape& form, const spot& here);
    static setting fill_any(const node& from);
    setting fill_map(const node& from, const shape& form, const spot& here);
    setting fill_group(const node& from, std::span<const option> members, const spot& here);
    setting fill_component(const node& from, const shape& form, const spot& here);
    setting fill_entry(const node& from, std::size_t named, const component& kind, const spot& here);

    setting fill_member(const node::entry& from, const option& member, const spot& here);
    setting fill_preset(const option& member);
    void check_range(double amount, const node& from, const shape& form, const spot& here);
    void check_pattern(const setting& text, const spot& here);
    void check_expression(const node& from, const spot& here);
    void check_component(const setting& filled, const component& kind, const spot& here);
    void wrong_type(const node& from, const shape& form, const spot& here, std::string hint);

    // What is wrong so far, with what was found wrong before.
    std::size_t wrong() const { return found_.size() + unknown_; }

    const catalogues& known_;
    problems& found_;
    std::size_t unknown_ = 0;  // nodes
    pattern_budget patterns_;
    std::size_t expressions_ = 0;  // what was spent on them
};

// What the user wrote, rather than a default.
bool is_written(const setting& what);

// Whether a group is one of its forms: a component with such an argument may do without (`json`).
bool has_group(const shape& form);

// The entry of `from` with this name; null when there is none.
const component* find_component(catalogue from, std::string_view name);
catalogue catalogue_of(const catalogues& known, slot which);

// A filled component as the rest of weir uses it; without a kind when it was wrong.
component_use use_of(const setting& filled, catalogue from);

}  // namespace weir
