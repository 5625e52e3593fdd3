#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "drivers/encoder.hpp"
#include "drivers/simulate/device.hpp"
#include "tests/support/decoding.hpp"

// Framer and decoder together: what a stream of bytes tells, however it arrives.
namespace weir::test {
namespace {

struct setup {
    std::string decoder;
    setting argument;
    std::string stream;
};

std::vector<std::string> samples_of(const setup& from, const std::vector<std::string_view>& chunks) {
    const auto lines = framer_of();
    const auto by = decoder_of(from.decoder, from.argument);
    std::vector<std::string> found;
    for (const std::string_view chunk : chunks) {
        lines->feed(chunk, at(0));
        for (auto one = lines->next(); one.what != framer::more; one = lines->next()) {
            if (one.what == framer::bad) found.emplace_back(name_of(one.reason));
            if (one.what == framer::complete)
                found.push_back(decode(*by, one.frame.bytes, one.frame.arrived));
        }
    }
    sample rest;
    if (by->flush(rest)) found.push_back(show(rest));
    return found;
}

const setup setups[] = {
    {"csv", group({{"columns", list({text("t"), text("h")})}}),
     "t,h\r\n23.4,41\r\n23.5,x\r\n1\n\"2\",3\n\xff,1\n4,5"},
    {"json", group({}), "{\"a\":{\"b\":1}}\n[1,2]\n{\"a\":\n\n\"x\"\n{\"t\":\"\xc2\xb0\"}\n"},
    {"text", group({}), "on\r\n\r\noff\n\xe9\n last \n"},
    {"regex", text("^(?P<stable>S|U) *(?P<weight>[-0-9.]+) kg"),
     "S  20.5 kg\r\nU -3 kg\nS kg\n\nU 1 kg net\n"},
    {"kv", group({}), "t=23.4, h=41\r\nt=\nt\nname=\"two words\" ok=true\n\xff=1\n"},
    {"senml", group({}),
     "[{\"bn\":\"a/\"},{\"n\":\"b\",\"v\":1}]\n[{\"v\":1}]\n[{\"n\":\"c\",\"vs\":\"x\"}]\r\n[]\n{}\n"},
    {"nmea", group({}),
     "6,E*77\r\n$GPVTG,77.52,T,,M,0.004,N,0.008,K,A*06\r\n$GPGLL,3751.65,S,14507.36,E*77\r\n\x01\x02$GPGLL,"
     "3751.65,S,"
     "14507.36,E*77\n$GPGLL,3751.65,S,14507.36,E*78\n$GPRMC,,V,,,,,,,,,,N*53\r\n"},
};

TEST(stream, tells_the_same_however_it_is_cut) {
    for (const setup& one : setups) {
        const auto expected = samples_of(one, {one.stream});
        ASSERT_GE(expected.size(), 4u) << one.decoder;
        for (std::size_t first = 0; first <= one.stream.size(); ++first) {
            for (const std::size_t size : {std::size_t{1}, std::size_t{5}, one.stream.size()}) {
                EXPECT_EQ(samples_of(one, chunked(one.stream, first, size)), expected)
                    << one.decoder << " cut at " << first << " and then each " << size;
            }
        }
    }
}

TEST(stream, is_in_step_again_after_noise) {
    for (const setup& one : setups) {
        setup noisy = one;
        const std::string noise("\x00\xff\x80\r\"{[$*\x7f", 10);
        noisy.stream = noise + noise + "\n" + one.stream;
        auto expected = samples_of(one, {one.stream});
        auto found = samples_of(noisy, {noisy.stream});
        ASSERT_EQ(found.size(), expected.size() + 1) << one.decoder;
        found.erase(found.begin());
        EXPECT_EQ(found, expected) << one.decoder;
    }
}

TEST(tables, have_every_entry_once_with_its_help) {
    for (const catalogue table : {framers(), decoders(), encoders()}) {
        std::set<std::string_view> names;
        for (const component* one : table) {
            EXPECT_TRUE(names.insert(one->name).second) << one->name;
            EXPECT_FALSE(one->help.empty()) << one->name;
            for (const option& member : one->argument.members)
                EXPECT_FALSE(member.help.empty()) << member.name;
        }
    }
}

TEST(tables, have_what_the_pages_promise) {
    const auto names_in = [](catalogue table) {
        std::set<std::string_view> names;
        for (const component* one : table)
            names.insert(one->name);
        return names;
    };
    using set = std::set<std::string_view>;
    EXPECT_EQ(names_in(framers()), (set{"line", "cobs", "slip", "fixed", "length", "idle", "start", "dsmr",
                                        "mavlink", "modbus-rtu", "modbus-tcp"}));
    EXPECT_EQ(names_in(decoders()),
              (set{"csv", "json", "text", "regex", "kv", "senml", "binary", "nmea", "dsmr", "mavlink"}));
    EXPECT_EQ(names_in(encoders()), (set{"nmea", "binary", "mavlink", "cobs", "slip"}));
}

}  // namespace
}  // namespace weir::test
