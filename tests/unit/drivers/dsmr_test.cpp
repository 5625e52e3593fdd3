#include <gtest/gtest.h>

#include "tests/support/decoding.hpp"
#include "tests/support/telegrams.hpp"

namespace weir::test {
namespace {

std::unique_ptr<decoder> dsmr(bool all = false) {
    return decoder_of("dsmr", group({{"all", boolean(all)}}));
}

// Of the objects, one a line.
std::string decoded(std::string_view objects, bool all = false) {
    const std::string found = decode(*dsmr(all), telegram(objects));
    const std::string always = "identification='ISk5\\2MT382-1000'";
    return found.starts_with(always) ? found.substr(std::min(always.size() + 1, found.size())) : found;
}

TEST(dsmr, reads_the_example_of_the_standard) {
    const std::string sixteen = "0123456789:;<=>?";
    EXPECT_EQ(decode(*dsmr(), dsmr_5_frame),
              "identification='ISk5\\2MT382-1000' version='50' time='2010-12-09T10:30:20Z' "
              "meter_id='K8EG004046395507' energy_delivered_tariff1=123456.789 "
              "energy_delivered_tariff2=123456.789 energy_returned_tariff1=123456.789 "
              "energy_returned_tariff2=123456.789 tariff=2 power_delivered=1.193 power_returned=0.0 "
              "power_failures=4 long_power_failures=2 voltage_sags_l1=2 voltage_sags_l2=1 voltage_sags_l3=0 "
              "voltage_swells_l1=0 voltage_swells_l2=3 voltage_swells_l3=0 message='" +
                  sixteen + sixteen + sixteen + sixteen + sixteen +
                  "' voltage_l1=220.1 voltage_l2=220.2 voltage_l3=220.3 current_l1=1.0 current_l2=2.0 "
                  "current_l3=3.0 power_delivered_l1=1.111 power_delivered_l2=2.222 power_delivered_l3=3.333 "
                  "power_returned_l1=4.444 power_returned_l2=5.555 power_returned_l3=6.666 "
                  "gas_id='2222ABCD123456789' gas_time='2010-12-09T10:25:00Z' gas_delivered=12785.123");
}

TEST(dsmr, reads_a_telegram_of_dsmr_3) {
    EXPECT_EQ(decode(*dsmr(), dsmr_3_frame),
              "identification='ISk5\\2MT382-1000' meter_id='K8EG004046395507' "
              "energy_delivered_tariff1=12345.678 energy_delivered_tariff2=12345.678 "
              "energy_returned_tariff1=12345.678 energy_returned_tariff2=12345.678 tariff=2 "
              "power_delivered=1.19 power_returned=0.0 switch_position=1 message_code='012345678' "
              "message=null gas_id='2222ABCD123456789' gas_time='2009-02-12T16:00:00' gas_delivered=0.0");
}

TEST(dsmr, reads_an_object_or_says_why_not) {
    const struct {
        std::string_view objects;
        std::string_view expected;
    } table[] = {
        {"", ""},
        // Numbers
        {"1-0:1.8.1(000000.000*kWh)\n", "energy_delivered_tariff1=0.0"},
        {"1-0:1.8.1(1*kWh)", "energy_delivered_tariff1=1.0"},
        {"1-0:1.8.0(000671.578*kWh)\n", "energy_delivered=671.578"},
        {"1-0:2.8.0(-000671.578*kWh)\n", "energy_returned=-671.578"},
        {"1-0:1.8.1()\n", "energy_delivered_tariff1=null"},
        {"1-0:1.8.1(000000.000)\n", "bad_syntax"},
        {"1-0:1.8.1(000000.000*kW)\n", "bad_syntax"},
        {"1-0:1.8.1(000000.000*kWh*kWh)\n", "bad_syntax"},
        {"1-0:1.8.1(000000.000kWh)\n", "bad_syntax"},
        {"1-0:1.8.1(*kWh)\n", "bad_number"},
        {"1-0:1.8.1(.*kWh)\n", "bad_number"},
        {"1-0:1.8.1(1.2.3*kWh)\n", "bad_number"},
        {"1-0:1.8.1(1e3*kWh)\n", "bad_number"},
        {"1-0:1.8.1(0x1*kWh)\n", "bad_number"},
        {"1-0:1.8.1(nan*kWh)\n", "bad_number"},
        {"1-0:1.8.1(inf*kWh)\n", "bad_number"},
        {"1-0:1.8.1(-inf*kWh)\n", "bad_number"},
        {"1-0:1.8.1(--1*kWh)\n", "bad_number"},
        {"1-0:1.8.1( 1*kWh)\n", "bad_number"},
        {"1-0:1.8.1(1,5*kWh)\n", "bad_number"},
        {"1-0:1.8.1(1*kWh)\n1-0:1.8.1(2*kWh)\n", "energy_delivered_tariff1=2.0"},
        // Counts
        {"0-0:96.14.0(0002)\n", "tariff=2"},
        {"0-0:96.7.21()\n", "power_failures=null"},
        {"0-0:96.7.21(999999999999999999)\n", "power_failures=999999999999999999"},
        {"0-0:96.7.21(9999999999999999999)\n", "bad_number"},
        {"0-0:96.7.21(-1)\n", "bad_number"},
        {"0-0:96.7.21(1.0)\n", "bad_number"},
        // Times
        {"0-0:1.0.0(260701000000S)\n", "time='2026-06-30T22:00:00Z'"},
        {"0-0:1.0.0(260101003000W)\n", "time='2025-12-31T23:30:00Z'"},
        {"0-0:1.0.0(000101000000W)\n", "time='1999-12-31T23:00:00Z'"},
        {"0-0:1.0.0(240229120000W)\n", "time='2024-02-29T11:00:00Z'"},
        {"0-0:1.0.0(260701000000)\n", "time='2026-07-01T00:00:00'"},
        {"0-0:1.0.0()\n", "time=null"},
        {"0-0:1.0.0(260229120000W)\n", "bad_number"},
        {"0-0:1.0.0(261301000000W)\n", "bad_number"},
        {"0-0:1.0.0(260101240000W)\n", "bad_number"},
        {"0-0:1.0.0(260101006000W)\n", "bad_number"},
        {"0-0:1.0.0(260101000060W)\n", "bad_number"},
        {"0-0:1.0.0(260101000000X)\n", "bad_number"},
        {"0-0:1.0.0(26010100000W)\n", "bad_number"},
        {"0-0:1.0.0(2601010000000W)\n", "bad_number"},
        {"0-0:1.0.0(S)\n", "bad_number"},
        // Texts
        {"0-0:96.1.1(4b384547)\n", "meter_id='K8EG'"},
        {"0-0:96.1.1(4B38454)\n", "meter_id='4B38454'"},
        {"0-0:96.1.1(0000000000)\n", "meter_id='0000000000'"},
        {"0-0:96.1.1(FFFF)\n", "meter_id='FFFF'"},
        {"0-0:96.1.1(K8EG)\n", "meter_id='K8EG'"},
        {"0-0:96.13.0(C3A9)\n", "message='\xc3\xa9'"},
        {"0-0:96.13.0()\n", "message=null"},
        {"1-3:0.2.8()\n", "version=null"},
        {"0-0:96.1.4(50213)\n", "version='50213'"},
        // Syntax
        {"1-0:1.7.0(00.335*kW)1-0:2.7.0(00.000*kW)", "power_delivered=0.335 power_returned=0.0"},
        {"1-0:1.7.0\n(00.335*kW)\n", "bad_syntax"},
        {"1-0:1.7.0", "bad_syntax"},
        {"1-0:1.7.0\n", "bad_syntax"},
        {"1-0:1.7.0(", "bad_syntax"},
        {"1-0:1.7.0(00.335*kW\n", "bad_syntax"},
        {"1-0:1.7.0(00.335*kW(\n", "bad_syntax"},
        {"1-0:1.7.0((00.335*kW)\n", "bad_syntax"},
        {"1-0:1.7.0(00.335*kW))\n", "bad_syntax"},
        {"1-0:1.7.0(00.335*kW)x\n", "bad_syntax"},
        {"1-0:1.7.0(00.335*kW)(1)\n", "bad_syntax"},
        {"(00.335*kW)\n", "bad_syntax"},
        {"power(00.335*kW)\n", "bad_syntax"},
        {"1-0:1.7.0.1.7.0.1.7.0.1.7.0.1(1)\n", "bad_syntax"},
        {"1-0:1.7.0(00.335*kW)\n\xff(1)\n", "not_utf8"},
        {"1-0:9.9.9(\xff)\n", "not_utf8"},
        {"1-0:9.9.9(\x01)\n", "not_utf8"},
        {"1-0:9.9.9(1\n2)\n", "not_utf8"},
        // What is unknown
        {"1-0:9.9.9(1)(2)\n", ""},
        {"1-0:99:97.0(2)(0:96.7.19)\n", ""},
    };
    for (const auto& [objects, expected] : table)
        EXPECT_EQ(decoded(objects), expected) << objects;
}

TEST(dsmr, gives_what_it_does_not_know_when_it_is_told_to) {
    EXPECT_EQ(decoded("1-0:99.97.0(1)(0-0:96.7.19)(101208152415W)(0000000240*s)\n1-0:1.7.0(1*kW)\n"
                      "0-1:24.4.0(1)\n0-0:17.0.0(016*A)\n1-0:9.9.9()\n",
                      true),
              "1-0:99.97.0='(1)(0-0:96.7.19)(101208152415W)(0000000240*s)' power_delivered=1.0 "
              "0-1:24.4.0='(1)' 0-0:17.0.0='(016*A)' 1-0:9.9.9='()'");
}

TEST(dsmr, enforces_the_frame_of_a_telegram) {
    const struct {
        std::string frame;
        std::string expected;
    } table[] = {
        {"/KFM5KAISER\r\n!", "identification='KFM5KAISER'"},
        {"/KMP5 RANDOM\n\n1-0:1.7.0(1*kW)\n!", "identification='KMP5 RANDOM' power_delivered=1.0"},
        {"/ISk5\\2MT382-1000\r\n!\r\n", "identification='ISk5\\2MT382-1000'"},
        {"/ISk5!", "identification='ISk5'"},
        {"", "bad_syntax"},
        {"/", "bad_syntax"},
        {"!", "bad_syntax"},
        {"/!", "bad_syntax"},
        {"/ISk!", "bad_syntax"},
        {"/I5k5\r\n!", "bad_syntax"},
        {"ISk5\r\n!", "bad_syntax"},
        {"/ISk5\r\n", "bad_syntax"},
        {"/ISk5\xff\r\n!", "not_utf8"},
        {"\xff", "bad_syntax"},
        {esmr_5_telegram, "bad_syntax"},  // its CRC is the framer's affair
    };
    for (const auto& [frame, expected] : table)
        EXPECT_EQ(decode(*dsmr(), frame), expected) << frame;
}

TEST(dsmr, is_bounded_whatever_comes) {
    std::string objects;
    for (int n = 0; n < 128; ++n)
        objects += "1-0:" + std::to_string(n) + ".99.0(1)\n";
    EXPECT_NE(decoded(objects, true), "too_complex");
    EXPECT_EQ(decoded(objects + "1-0:1.7.0(1*kW)\n", true), "too_complex");
    EXPECT_EQ(decoded(objects + "1-0:1.7.0(1*kW)\n", false), "too_complex");
    std::string groups = "1-0:99.97.0";
    for (int n = 0; n < 32; ++n)
        groups += "(1)";
    EXPECT_EQ(decoded(groups), "");
    EXPECT_EQ(decoded(groups + "(1)"), "too_complex");
    EXPECT_EQ(decoded(std::string(1'000'000, '(')), "bad_syntax");
    EXPECT_EQ(decoded("1-0:1.7.0(" + std::string(1'000'000, '9') + "*kW)"), "bad_number");
    EXPECT_EQ(decoded("1-0:1.7.0(0." + std::string(100'000, '3') + "*kW)"),
              "power_delivered=0.3333333333333333");
}

TEST(dsmr, survives_a_telegram_cut_off_anywhere) {
    for (const std::string& frame : {dsmr_5_frame, dsmr_3_frame}) {
        const auto by = dsmr(true);
        for (std::size_t size = 0; size < frame.size(); ++size) {
            EXPECT_EQ(decode(*by, frame.substr(0, size)), "bad_syntax");
            const std::string found = decode(*by, frame.substr(0, size) + "!");
            EXPECT_TRUE(found.starts_with("identification=") || found == "bad_syntax" ||
                        found == "bad_number")
                << size << ": " << found;
        }
    }
}

TEST(dsmr, survives_any_broken_byte) {
    const auto by = dsmr(true);
    for (std::size_t at = 0; at < dsmr_3_frame.size(); ++at) {
        for (const char byte : {'\0', '(', ')', '*', '0', '\n', '\xff', '!', '/'}) {
            std::string broken = dsmr_3_frame;
            broken[at] = byte;
            EXPECT_FALSE(decode(*by, broken).empty());
        }
    }
    EXPECT_EQ(decode(*by, dsmr_3_frame), decode(*dsmr(true), dsmr_3_frame));
}

TEST(dsmr, arrives_with_its_frame_and_names_its_framer) {
    sample out;
    dsmr()->decode({dsmr_5_frame, at(7)}, out);
    EXPECT_EQ(out.arrived, at(7));
    const auto use = use_of(decoders(), "dsmr");
    EXPECT_EQ(static_cast<const decoder_kind&>(*use.kind).framer, "dsmr");
    EXPECT_NO_THROW(use_of(framers(), "dsmr"));
}

}  // namespace
}  // namespace weir::test
