#include "drivers/modbus/plan.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

#include "drivers/modbus/write.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/modbus_bytes.hpp"

namespace weir::modbus {
namespace {

using namespace std::chrono_literals;
using test::bytes;
using strings = std::vector<std::string>;

// "i0" "h10 f32" "c3" "h10 u16 5s": table and address, type, how often.
register_settings one(const std::string& written) {
    register_settings made;
    std::istringstream in(written);
    char table = ' ';
    std::string type;
    std::string every;
    in >> table >> made.address >> type >> every;
    made.name = written;
    made.table = table == 'c'   ? table::coil
                 : table == 'd' ? table::discrete
                 : table == 'i' ? table::input
                                : table::holding;
    const auto known = std::find(type_names.begin(), type_names.end(), type);
    if (known != type_names.end()) made.as.type = value_type(known - type_names.begin());
    if (holds_bits(made.table)) made.as.type = value_type::bit;
    made.every = every == "5s" ? 5s : 1s;
    return made;
}

read_settings source(const strings& registers) {
    read_settings made;
    made.unit = 9;
    for (const std::string& each : registers)
        made.registers.push_back(one(each));
    return made;
}

// "3@10+4: h10 f32, h13" is function 3, address 10, count 4 and what is in it; 5 s are marked.
strings shown(const read_settings& from) {
    strings all;
    for (const planned_read& each : plan(from)) {
        std::string line = std::to_string(static_cast<int>(each.request.function)) + "@" +
                           std::to_string(each.request.address) + "+" + std::to_string(each.request.count);
        if (each.every == 5s) line += " 5s";
        const char* before = ": ";
        for (const std::size_t index : each.registers) {
            line += before + from.registers.at(index).name;
            before = ", ";
        }
        EXPECT_EQ(each.request.unit, from.unit);
        all.push_back(line);
    }
    return all;
}

TEST(modbus_plan, reads_at_once_what_lies_together) {
    const struct {
        strings registers;
        strings expected;
    } table[] = {
        {{"h0"}, {"3@0+1: h0"}},
        {{"h0", "h1", "h2"}, {"3@0+3: h0, h1, h2"}},
        {{"h2", "h0", "h1"}, {"3@0+3: h2, h0, h1"}},
        {{"h0 f32", "h2 f64"}, {"3@0+6: h0 f32, h2 f64"}},
        {{"h0", "h9"}, {"3@0+10: h0, h9"}},  // a gap of 8
        {{"h0", "h10"}, {"3@0+1: h0", "3@10+1: h10"}},
        {{"h0 f32", "h10"}, {"3@0+11: h0 f32, h10"}},
        {{"h0 f32", "h11"}, {"3@0+2: h0 f32", "3@11+1: h11"}},
        {{"h5", "h5 i16"}, {"3@5+1: h5, h5 i16"}},
        {{"h5 f64", "h6", "h16"}, {"3@5+12: h5 f64, h6, h16"}},
        {{"h0", "i0"}, {"4@0+1: i0", "3@0+1: h0"}},
        {{"h0", "h1 u16 5s", "h2"}, {"3@0+3: h0, h2", "3@1+1 5s: h1 u16 5s"}},
        {{"c0", "d0", "h0", "i0"}, {"1@0+1: c0", "2@0+1: d0", "4@0+1: i0", "3@0+1: h0"}},
        {{"c0", "c129"}, {"1@0+130: c0, c129"}},  // a gap of 128 bits
        {{"c0", "c130"}, {"1@0+1: c0", "1@130+1: c130"}},
        {{"h65535", "h65534"}, {"3@65534+2: h65535, h65534"}},
    };
    for (const auto& [registers, expected] : table)
        EXPECT_EQ(shown(source(registers)), expected) << registers.front();
}

TEST(modbus_plan, has_no_request_that_is_too_large_and_splits_no_value) {
    strings registers;
    for (int i = 0; i < 130; i += 2)
        registers.push_back("h" + std::to_string(i) + " f32");
    auto from = source(registers);
    auto made = plan(from);
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].request.count, 124);  // 125 would split the next
    EXPECT_EQ(made[1].request.address, 124);
    EXPECT_EQ(made[1].request.count, 6);
    from.max_registers = 5;
    made = plan(from);
    EXPECT_EQ(made.size(), 33U);
    for (std::size_t i = 0; i + 1 < made.size(); ++i)
        EXPECT_EQ(made[i].request.count, 4);
    from.max_registers = 125;
    from.max_gap = 0;
    EXPECT_EQ(plan(from).size(), 2U);
}

TEST(modbus_plan, of_bits_has_two_thousand_in_a_request) {
    strings registers;
    for (int i = 0; i < 2100; i += 100)
        registers.push_back("c" + std::to_string(i));
    const auto made = plan(source(registers));
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].request.count, 1901);
    EXPECT_EQ(made[1].request.address, 2000);
}

TEST(modbus_plan, with_no_gap_reads_neighbours_alone) {
    auto from = source({"h0", "h1", "h3"});
    from.max_gap = 0;
    EXPECT_EQ(shown(from), (strings{"3@0+2: h0, h1", "3@3+1: h3"}));
}

TEST(modbus_plan, takes_the_values_out_of_the_answer_in_the_order_of_the_file) {
    const auto from = source({"h14 i16", "h10 f32", "h12"});
    const auto made = plan(from);
    ASSERT_EQ(made.size(), 1U);
    sample out;
    take(from, made[0], bytes("3fc00000 0007 eeee fffe"), out);
    EXPECT_EQ(test::show(out), "h14 i16=-2 h10 f32=1.5 h12=7");
    take(from, made[0], bytes("3fc00000 0008 eeee"), out);  // never given: too short
    EXPECT_EQ(test::show(out), "h14 i16=null h10 f32=1.5 h12=8");
    take(from, made[0], "", out);
    EXPECT_EQ(test::show(out), "h14 i16=null h10 f32=null h12=null");
}

// V1.1b3, 6.1: of CD 6B 05 the first bit is the lowest of CD.
TEST(modbus_plan, takes_bits_from_the_lowest_up) {
    const auto from = source({"c19", "c20", "c21", "c26", "c27", "c35", "c37"});
    const auto made = plan(from);
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made[0].request.count, 19);
    sample out;
    take(from, made[0], bytes("cd6b05"), out);
    EXPECT_EQ(test::show(out), "c19=true c20=false c21=true c26=true c27=true c35=true c37=true");
    take(from, made[0], bytes("cd"), out);
    EXPECT_EQ(test::show(out), "c19=true c20=false c21=true c26=true c27=null c35=null c37=null");
}

TEST(modbus_write, makes_the_request_or_says_why_not) {
    const auto written = [](const write_settings& to, const value& what) {
        std::string why;
        const auto made = make_write(to, what, why);
        return made ? to_hex(on_the_wire(transport::tcp, 0, *made)).substr(12) : why;
    };
    write_settings pump{.unit = 2, .address = 40};
    pump.as.scale = 0.1;
    EXPECT_EQ(written(pump, 20.0), "0206002800c8");
    EXPECT_EQ(written(pump, std::int64_t{50}), "0206002801f4");
    EXPECT_EQ(written(pump, 6553.6), "6553.6 does not fit into u16: 0 to 6553.5");
    pump.multiple = true;
    EXPECT_EQ(written(pump, 20.0), "0210002800010200c8");
    pump.multiple = false;
    pump.as.type = value_type::f32;
    pump.as.scale = 1;
    EXPECT_EQ(written(pump, 1.5), "021000280002043fc00000");
    write_settings valve{.unit = 3, .table = table::coil, .address = 7};
    EXPECT_EQ(written(valve, true), "03050007ff00");
    EXPECT_EQ(written(valve, std::int64_t{0}), "030500070000");
    EXPECT_EQ(written(valve, 0.5), "0.5 is neither 0 nor 1, true nor false");
    valve.multiple = true;
    EXPECT_EQ(written(valve, true), "030f000700010101");
}

}  // namespace
}  // namespace weir::modbus
