#include "drivers/dsmr/objects.hpp"

#include <algorithm>

#include "drivers/dsmr/values.hpp"

namespace weir::dsmr {
namespace {

// DSMR P1 companion standard 5.0.2, table 6-1, and those of its relatives in Belgium and Luxembourg.
constexpr known_object objects[] = {
    {"1-3:0.2.8", "version", known_object::text},
    {"0-0:96.1.4", "version", known_object::text},  // Belgium
    {"0-0:1.0.0", "time", known_object::time},
    {"0-0:96.1.1", "meter_id", known_object::octets},
    {"0-0:42.0.0", "meter_id", known_object::octets},  // Luxembourg
    {"1-0:1.8.0", "energy_delivered", known_object::number, "kWh"},
    {"1-0:2.8.0", "energy_returned", known_object::number, "kWh"},
    {"1-0:1.8.1", "energy_delivered_tariff1", known_object::number, "kWh"},
    {"1-0:1.8.2", "energy_delivered_tariff2", known_object::number, "kWh"},
    {"1-0:2.8.1", "energy_returned_tariff1", known_object::number, "kWh"},
    {"1-0:2.8.2", "energy_returned_tariff2", known_object::number, "kWh"},
    {"0-0:96.14.0", "tariff", known_object::count},
    {"1-0:1.7.0", "power_delivered", known_object::number, "kW"},
    {"1-0:2.7.0", "power_returned", known_object::number, "kW"},
    {"0-0:96.3.10", "switch_position", known_object::count},
    {"0-0:96.7.21", "power_failures", known_object::count},
    {"0-0:96.7.9", "long_power_failures", known_object::count},
    {"1-0:32.32.0", "voltage_sags_l1", known_object::count},
    {"1-0:52.32.0", "voltage_sags_l2", known_object::count},
    {"1-0:72.32.0", "voltage_sags_l3", known_object::count},
    {"1-0:32.36.0", "voltage_swells_l1", known_object::count},
    {"1-0:52.36.0", "voltage_swells_l2", known_object::count},
    {"1-0:72.36.0", "voltage_swells_l3", known_object::count},
    {"0-0:96.13.1", "message_code", known_object::octets},
    {"0-0:96.13.0", "message", known_object::octets},
    {"1-0:32.7.0", "voltage_l1", known_object::number, "V"},
    {"1-0:52.7.0", "voltage_l2", known_object::number, "V"},
    {"1-0:72.7.0", "voltage_l3", known_object::number, "V"},
    {"1-0:31.7.0", "current_l1", known_object::number, "A"},
    {"1-0:51.7.0", "current_l2", known_object::number, "A"},
    {"1-0:71.7.0", "current_l3", known_object::number, "A"},
    {"1-0:21.7.0", "power_delivered_l1", known_object::number, "kW"},
    {"1-0:41.7.0", "power_delivered_l2", known_object::number, "kW"},
    {"1-0:61.7.0", "power_delivered_l3", known_object::number, "kW"},
    {"1-0:22.7.0", "power_returned_l1", known_object::number, "kW"},
    {"1-0:42.7.0", "power_returned_l2", known_object::number, "kW"},
    {"1-0:62.7.0", "power_returned_l3", known_object::number, "kW"},
};

}  // namespace

const known_object* find_object(std::string_view code) {
    const auto* found = std::find_if(std::begin(objects), std::end(objects),
                                     [&](const known_object& one) { return one.code == code; });
    return found == std::end(objects) ? nullptr : found;
}

reject read(const known_object& as, std::string_view written, value& out) {
    switch (as.is) {
        case known_object::number:
            return read_number(written, as.unit, out);
        case known_object::count:
            return read_count(written, out);
        case known_object::time:
            return read_time(written, out);
        case known_object::octets:
            read_octets(written, out);
            break;
        case known_object::text:
            read_text(written, out);
    }
    return reject::none;
}

}  // namespace weir::dsmr
