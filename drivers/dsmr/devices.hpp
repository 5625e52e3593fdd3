#pragma once

#include <array>
#include <string>
#include <string_view>

#include "drivers/dsmr/telegram.hpp"
#include "drivers/reject.hpp"
#include "drivers/value.hpp"

namespace weir::dsmr {

// The meters on the M-Bus of a smart meter: gas, water, heat. A telegram tells of each in several objects, in
// any order. Holds views of the telegram.
class devices {
public:
    static constexpr std::size_t most = 9;  // channels

    // Whether it is of a meter on the M-Bus, and known.
    bool take(const object& from);
    // The fields of all of them. The first of a kind that has a reading is called by it (`gas_delivered`),
    // each other one by its channel too (`gas_2_delivered`); one of no known kind, or with an unknown unit,
    // is `mbus_2_delivered`.
    reject write(sample& out) const;

private:
    struct device {
        std::string_view type;
        std::string_view id;
        std::string_view time;
        std::string_view number;
        std::string_view unit;
        bool has_id = false;
        bool has_reading = false;
    };
    struct kind_of_meter;

    static const kind_of_meter* kind_of(const device& of);
    std::string prefix(std::size_t channel) const;
    reject write(std::size_t channel, sample& out) const;

    std::array<device, most> all_;
    bool broken_ = false;  // a reading without its parts
};

}  // namespace weir::dsmr
