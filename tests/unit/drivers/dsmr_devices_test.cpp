#include <gtest/gtest.h>

#include "tests/support/decoding.hpp"
#include "tests/support/telegrams.hpp"

namespace weir::test {
namespace {

// Of the objects, one a line.
std::string decoded(std::string_view objects) {
    const std::string found = decode(*decoder_of("dsmr"), telegram(objects));
    const std::string always = "identification='ISk5\\2MT382-1000'";
    return found.starts_with(always) ? found.substr(std::min(always.size() + 1, found.size())) : found;
}

TEST(dsmr_devices, names_the_meters_on_the_bus_by_what_they_measure) {
    const std::string hour = "(260101130000W)";
    const std::string noon = "='2026-01-01T12:00:00Z'";
    const struct {
        std::string objects;
        std::string expected;
    } table[] = {
        {"0-1:24.2.1" + hour + "(00001.500*m3)\n0-1:24.1.0(003)\n", "gas_time" + noon + " gas_delivered=1.5"},
        {"0-3:24.1.0(3)\n0-3:24.2.3" + hour + "(1*m3)\n", "gas_time" + noon + " gas_delivered=1.0"},
        {"0-1:24.1.0(004)\n0-1:24.2.1" + hour + "(1*GJ)\n", "heat_time" + noon + " heat_delivered=1.0"},
        {"0-1:24.1.0(012)\n0-1:24.2.1" + hour + "(1*GJ)\n", "heat_time" + noon + " heat_delivered=1.0"},
        {"0-1:24.1.0(010)\n0-1:24.2.1" + hour + "(1*GJ)\n", "cooling_time" + noon + " cooling_delivered=1.0"},
        {"0-1:24.1.0(006)\n0-1:24.2.1" + hour + "(1*m3)\n",
         "hot_water_time" + noon + " hot_water_delivered=1.0"},
        {"0-4:24.1.0(007)\n0-4:96.1.1(41)\n0-4:24.2.1" + hour + "(1*m3)\n",
         "water_id='A' water_time" + noon + " water_delivered=1.0"},
        {"0-1:24.1.0(002)\n0-1:24.2.1" + hour + "(1*kWh)\n",
         "electricity_time" + noon + " electricity_delivered=1.0"},
        // Two of a kind; the first has said nothing
        {"0-1:24.1.0(003)\n0-1:24.2.1" + hour + "(1*m3)\n0-2:24.1.0(003)\n0-2:24.2.1" + hour + "(2*m3)\n",
         "gas_time" + noon + " gas_delivered=1.0 gas_2_time" + noon + " gas_2_delivered=2.0"},
        {"0-1:24.1.0(003)\n0-1:96.1.0()\n0-2:24.1.0(003)\n0-2:24.2.1" + hour + "(2*m3)\n",
         "gas_1_id=null gas_time" + noon + " gas_delivered=2.0"},
        {"0-1:24.1.0(003)\n", ""},
        // No known kind, or another unit
        {"0-9:24.1.0(099)\n0-9:96.1.0(41)\n0-9:24.2.1" + hour + "(1*l)\n",
         "mbus_9_id='A' mbus_9_type='099' mbus_9_time" + noon + " mbus_9_delivered=1.0 mbus_9_unit='l'"},
        {"0-1:24.2.1" + hour + "(1*m3)\n",
         "mbus_1_type=null mbus_1_time" + noon + " mbus_1_delivered=1.0 mbus_1_unit='m3'"},
        {"0-1:24.1.0(004)\n0-1:24.2.1" + hour + "(1*MWh)\n",
         "mbus_1_type='004' mbus_1_time" + noon + " mbus_1_delivered=1.0 mbus_1_unit='MWh'"},
        // No reading yet
        {"0-1:24.1.0(003)\n0-1:24.2.1(632525252525S)(00000.000)\n", "gas_time=null gas_delivered=null"},
        {"0-1:24.1.0(003)\n0-1:24.2.1()()\n", "gas_time=null gas_delivered=null"},
        {"0-1:24.1.0(003)\n0-1:24.2.1" + hour + "()\n", "gas_time" + noon + " gas_delivered=null"},
        {"0-1:24.1.0(003)\n0-1:24.2.1" + hour + "\n", "bad_syntax"},
        {"0-1:24.1.0(003)\n0-1:24.2.1(1*m3)\n", "bad_syntax"},
        {"0-1:24.1.0(003)\n0-1:24.2.1" + hour + "(x*m3)\n", "bad_number"},
        {"0-1:24.1.0(03)\n0-1:24.3.0(090212160000)(00)(60)(1)(0-1:24.2.1)(m3)\n", "bad_syntax"},
        {"0-1:24.1.0(03)\n0-1:24.3.0(090212160000)(00)(60)(1)(0-1:24.2.1)(m3)(00001.250)\n",
         "gas_time='2009-02-12T16:00:00' gas_delivered=1.25"},
        {"0-0:24.1.0(003)\n0-0:24.2.1" + hour + "(1*m3)\n", ""},
    };
    for (const auto& [objects, expected] : table)
        EXPECT_EQ(decoded(objects), expected) << objects;
}

}  // namespace
}  // namespace weir::test
