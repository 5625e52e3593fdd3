#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "drivers/reject.hpp"
#include "drivers/senml/record.hpp"
#include "drivers/value.hpp"

namespace weir::senml {

// Resolves the records of one pack (RFC 8428 section 4.6) and makes a field of each: its name is the
// record's, with the base name in front. A sum is a field of its own, the name and "_sum". Of several records
// with one name the latest stays; of two with the same time the second.
class pack {
public:
    static constexpr std::size_t max_fields = 256;
    static constexpr std::size_t max_name = 256;  // bytes

    // `out` must outlive the add()s that follow.
    void begin(sample& out);
    // None, or why the pack is none; what `out` holds is unspecified then.
    reject add(const record& next);

private:
    // Seconds since the epoch, or from now on: below 2^28 (section 4.5.3). What is now is later than any
    // date.
    struct moment {
        bool relative = true;
        double seconds = 0;
        bool operator<(const moment& other) const {
            return std::tie(relative, seconds) < std::tie(other.relative, other.seconds);
        }
    };

    reject take_base(const record& from);
    bool take_version(const record& from);
    reject name_field(const record& from);
    reject add_value(const record& from, const moment& when);
    reject add_sum(const record& from, const moment& when);
    moment time_of(const record& of) const;
    // Where to write the field `name_`; null when what is there is later.
    value* place_for(const moment& when);

    sample* out_ = nullptr;
    std::vector<moment> times_;  // of out_'s fields
    std::string name_;

    std::string base_name_;
    double base_time_ = 0;
    std::optional<value> base_value_;  // numbers, both
    std::optional<value> base_sum_;
    std::optional<std::int64_t> version_;
};

}  // namespace weir::senml
