#include "drivers/probe/guesser.hpp"

#include <gtest/gtest.h>
#include <random>

#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"
#include "tests/support/telegrams.hpp"
#include "tests/support/wrong_rate.hpp"

namespace weir::test {
namespace {

using probing::certainty;
using probing::guess;

std::vector<guess> judged(const std::vector<std::string>& messages) {
    guesser heard;
    std::int64_t now = 0;
    for (const std::string& each : messages)
        heard.feed(each, at(now += 100));
    return heard.judge();
}

std::string best_of(const std::vector<std::string>& messages) {
    const auto all = judged(messages);
    if (all.empty()) return "nothing";
    return all.front().language + ": " + std::string(name_of(all.front().how));
}

std::string noise(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    std::string made;
    while (made.size() < size)
        made += static_cast<char>(random() & 0xFFU);
    return made;
}

TEST(guesser, says_nothing_of_silence) {
    EXPECT_TRUE(guesser().judge().empty());
    EXPECT_EQ(best_of({""}), "nothing");
    EXPECT_EQ(best_of({"\n", "\r\n", "\n"}), "nothing");
    EXPECT_EQ(best_of({"no end"}), "nothing");
}

TEST(guesser, is_not_sure_of_noise) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::vector<std::string> pieces;
        for (unsigned n = 0; n < 30; ++n)
            pieces.push_back(noise(100, 1000 * seed + n));
        for (const guess& each : judged(pieces))
            EXPECT_EQ(each.how, certainty::a_guess) << each.language << " " << each.good << " " << each.bad;
    }
}

TEST(guesser, scores_what_a_wrong_rate_makes_as_nothing) {
    const std::vector<std::string> flat{std::string(200, '\0'),      std::string(200, '\xFF'),
                                        std::string(200, '\x80'),    bytes("\x80\xF8\x00\xFF\xE0\xFE\x80"),
                                        bytes("\x00\x00\xF8\x80\n"), bytes("\xC0\xF0\xFC\x00\xC0\x80")};
    EXPECT_EQ(best_of(flat), "nothing");
}

TEST(guesser, tells_how_sure_it_is) {
    const std::string one = nmea("GPGLL,4916.45,N,12311.12,W,225444,A");
    const std::string two = nmea("GPGLL,4916.46,N,12311.12,W,225445,A");
    const struct {
        std::vector<std::string> messages;
        std::string best;
    } table[] = {
        {{one + "\n"}, "nmea: likely"},
        {{one + "\n", two + "\n", one + "\n"}, "nmea: sure"},
        {{"GPGLL,49\n", one + "\n", two + "\n", one + "\n"}, "nmea: sure"},
        {{one + "\n", "$GPGLL,4916*00\n", two + "\n", one + "\n"}, "nmea: a guess"},
        {{sealed(dsmr_5_frame)}, "dsmr: likely"},
        {{telegram("1-0:1.7.0(00.335*kW)\n") + "\r\n", telegram("1-0:1.7.0(00.336*kW)\n") + "\r\n"},
         "dsmr: likely"},
        {{"{\"t\":1}\n", "{\"t\":2}\n"}, "json: likely"},
        {{"{\"t\":1}\n"}, "json: a guess"},
        {{"[1,2]\n", "[1,3]\n"}, "json: likely"},
        {{"1,2\n", "1,3\n", "1,4\n"}, "csv: a guess"},
        {{"t,h\n", "1,2\n", "1,3\n", "1,4\n", "1,5\n", "1,6\n", "1,7\n"}, "csv: likely"},
        {{"Hello\n", "World\n"}, "text: a guess"},
    };
    for (const auto& [messages, best] : table)
        EXPECT_EQ(best_of(messages), best) << messages.front();
}

// A frame that comes again and again has a byte by chance that some checksum takes.
TEST(guesser, is_not_sure_of_a_checksum_by_one_frame) {
    const std::vector<std::string> same(10, cobs(bytes("\xA5\x01\x02\xA6")));
    for (const guess& each : judged(same))
        EXPECT_NE(each.how, certainty::sure) << each.language;
}

TEST(guesser, tells_binary_data_by_its_pauses) {
    std::vector<std::string> messages;
    for (int n = 0; n < 10; ++n)
        messages.push_back(bytes("\xA5\x5A\x12\x93\x6D") + static_cast<char>(n * 37) + bytes("\x15\x4B"));
    const auto all = judged(messages);
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.front().frame, "{ idle: 20ms }");
    EXPECT_EQ(all.front().decode, "");
    EXPECT_EQ(all.front().how, certainty::a_guess);
}

TEST(guesser, is_bounded) {
    guesser heard;
    const std::string megabyte = noise(1024 * 1024, 1);
    heard.feed(megabyte, at(0));
    for (int n = 0; n < 100'000; ++n)
        heard.feed("x", at(n));
    EXPECT_EQ(heard.heard().bytes().size(), probing::heard::most_bytes);
    heard.judge();

    guesser slow;
    for (int n = 0; n < 100'000; ++n)
        slow.feed(n % 20 == 19 ? "\n" : ",", at(n));
    EXPECT_EQ(slow.heard().bytes().size(), probing::heard::most_bytes);
    EXPECT_EQ(slow.heard().count(), probing::heard::most_pieces);
    slow.judge();
}

TEST(guesser, survives_hostile_rows) {
    std::string wide(60'000, ',');
    EXPECT_EQ(best_of({"1\n" + wide + "\n1\n"}), "nothing");
    EXPECT_NE(best_of({"\"\n\"\"\n,\"\n;;\n||\n \t \n"}), "csv: likely");
}

TEST(wrong_rate, hears_all_at_the_right_one) {
    const std::string all = noise(500, 3);
    EXPECT_EQ(received_at(9600, all, 9600, framing_error::drops), all);
    EXPECT_EQ(received_at(9700, "Hello", 9600, framing_error::drops), "Hello") << "as a UART tolerates it";
    EXPECT_NE(received_at(4800, all, 9600, framing_error::drops), all);
    EXPECT_EQ(received_at(19200, "U", 9600, framing_error::is_null).size(), 2U) << "it lasts as long as two";
}

}  // namespace
}  // namespace weir::test
