#include "daemon/cli/probe_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::test {
namespace {

using probing::certainty;
using probing::guess;
using ::testing::HasSubstr;

guess spoken(std::string language, double score, certainty how) {
    guess made;
    made.language = language;
    made.decode = std::move(language);
    made.noun = "lines";
    made.good = 23;
    made.score = score;
    made.how = how;
    return made;
}

probed_port port_of(port_device device, std::vector<probed_rate> rates) {
    return {"probe", std::move(device), std::move(rates)};
}

TEST(probe_text, is_a_configuration_with_what_it_stands_on) {
    guess gps = spoken("nmea", 0.9, certainty::sure);
    gps.noun = "sentences";
    gps.checked = true;
    sample one;
    one.set("lat", 54.5);
    one.set("fix", std::string("3\"d"));
    gps.samples.push_back(one);
    const auto text =
        configuration_of(port_of(path_device{"/dev/ttyUSB0"}, {{9600, 100, {}}, {115200, 2000, {gps}}}));
    EXPECT_EQ(text,
              "# 115200 Bd, nmea: sure (23 sentences, all with a right checksum)\n"
              "ports:\n"
              "  probe: { path: /dev/ttyUSB0, baud: 115200 }\n"
              "sources:\n"
              "  probe: { port: probe, decode: nmea }\n"
              "# {\"lat\":54.5,\"fix\":\"3\\\"d\"}\n");
}

TEST(probe_text, takes_the_best_of_all_rates_and_tells_of_a_close_one) {
    const guess text = spoken("text", 0.3, certainty::likely);
    guess csv = spoken("csv", 0.4, certainty::likely);
    csv.frame = "{ delimiter: \"\\r\" }";
    csv.bad = 2;
    const auto found =
        configuration_of(port_of(path_device{"/dev/a: b"}, {{9600, 9, {text}}, {4800, 9, {csv}}}));
    EXPECT_EQ(found,
              "# 4800 Bd, csv: likely (23 lines, 2 refused)\n"
              "# or: 9600 Bd, text: likely (23 lines)\n"
              "ports:\n"
              "  probe: { path: \"/dev/a: b\", baud: 4800, frame: { delimiter: \"\\r\" } }\n"
              "sources:\n"
              "  probe: { port: probe, decode: csv }\n");
}

TEST(probe_text, of_an_address_has_no_rate) {
    const tcp_device far{{"ser2net.lan", 4001}, {}};
    const auto text =
        configuration_of(port_of(far, {{std::nullopt, 9, {spoken("json", 0.8, certainty::sure)}}}));
    EXPECT_THAT(text.value(), HasSubstr("# the converter's rate, json: sure (23 lines)\n"));
    EXPECT_THAT(text.value(), HasSubstr("  probe: { tcp: \"ser2net.lan:4001\" }\n"));
}

TEST(probe_text, of_nothing_is_a_remedy) {
    const probed_port silent = port_of(path_device{"/dev/ttyUSB0"}, {{9600, 0, {}}, {4800, 0, {}}});
    EXPECT_EQ(configuration_of(silent), std::nullopt);
    EXPECT_EQ(short_verdict(silent.rates.front()), "9600 Bd: nothing was heard");
    EXPECT_THAT(remedy(silent), HasSubstr("TX and RX"));
    const probed_port strange = port_of(path_device{"/dev/ttyUSB0"}, {{9600, 7, {}}, {4800, 0, {}}});
    EXPECT_EQ(short_verdict(strange.rates.front()), "9600 Bd: 7 bytes, nothing that can be told");
    EXPECT_THAT(remedy(strange), HasSubstr("another rate"));
    EXPECT_EQ(json_of(silent), R"({"port":"/dev/ttyUSB0","rates":[{"bytes":0,"guesses":[],"baud":9600},)"
                               R"({"bytes":0,"guesses":[],"baud":4800}]})");
}

}  // namespace
}  // namespace weir::test
