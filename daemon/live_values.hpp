#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/pipeline.hpp"

namespace weir {

// The values that sources published last, of those fields alone that somebody asks for. A value is not known
// before it was heard, while its source is unavailable, and after a sample whose quality is stale. A field
// that a sample lacks keeps its value: not every sample of a device has every field. Loop's thread alone.
class live_values final : public sample_listener {
public:
    // From now on the field's value is kept; gives its number.
    std::size_t keep(const live_field& which);
    // Whether a field of this source is kept: then this must follow it.
    bool keeps_any_of(std::string_view source) const;

    // What is kept here and there is known here as there.
    void take_over(const live_values& before);

    // Null: it is not known.
    const value* at(std::size_t number) const;

    void heard(const source_settings& from, const sample& what, monotonic_time now) override;
    void available(const source_settings& from, bool yes) override;

    // Called after something was heard of this source, or it became unavailable.
    std::function<void(const std::string& source)> on_change;

private:
    struct kept {
        live_field which;
        value last{};  // null: not known
    };

    std::vector<kept>::const_iterator find(const live_field& which) const;
    template <class Change>
    void change(const std::string& source, Change each_of_it);

    std::vector<kept> all_;
};

}  // namespace weir
