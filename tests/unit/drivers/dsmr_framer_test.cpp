#include <gtest/gtest.h>

#include "drivers/checksum.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/telegrams.hpp"

namespace weir::test {
namespace {

using strings = std::vector<std::string>;

std::unique_ptr<framer> dsmr(std::string crc = "required", std::int64_t max = 4096) {
    return framer_of("dsmr", group({{"crc", text(std::move(crc))}, {"max", integer(max)}}));
}

strings frames(const std::string& stream, const std::string& crc = "required") {
    return frames_of(*dsmr(crc), {stream});
}

// Short, and sealed: the CRC is 1-0:1.7.0's.
const std::string small = "/AAA5\r\n\r\n1-0:1.7.0(01.193*kW)\r\n!";

TEST(dsmr_framer, has_the_crc_of_the_catalogue_and_of_a_real_meter) {
    EXPECT_EQ(crc16_arc("123456789"), 0xBB3D);
    EXPECT_EQ(arc("123456789"), 0xBB3Du);
    const std::string frame = esmr_5_telegram.substr(0, esmr_5_telegram.find('!') + 1);
    EXPECT_EQ(sealed(frame), esmr_5_telegram);
    EXPECT_EQ(frames(esmr_5_telegram), (strings{"<" + frame + ">"}));
    EXPECT_EQ(crc16_arc(dsmr_5_frame), 0xE47C);
}

TEST(dsmr_framer, gives_a_telegram_or_says_why_not) {
    const std::string whole = "<" + small + ">";
    const std::string good = sealed(small);
    std::string lower = good;
    for (char& c : lower) {
        if (&c >= &lower[small.size()] && c >= 'A' && c <= 'F') c = static_cast<char>(c + ('a' - 'A'));
    }
    const struct {
        std::string stream;
        strings expected;
    } table[] = {
        {"", {}},
        {good, {whole}},
        {lower, {whole}},
        {good + good, {whole, whole}},
        {good.substr(0, good.size() - 2), {whole}},
        {good.substr(0, good.size() - 3), {}},
        {good.substr(1) + good, {whole}},  // begun in its middle
        {"\r\n\r\n\xff\x00garbage" + good, {whole}},
        {"/AAA5\r\n1-0:1.7.0(01" + good, {"incomplete", whole}},
        {small + "12" + good, {"incomplete", whole}},
        {small + good, {"incomplete", whole}},
        {small + "\r\n" + good, {"bad_checksum", whole}},
        {small + "\n", {"bad_checksum"}},
        {small + "0000\r\n" + good, {"bad_checksum", whole}},
        {small + "GGGG\r\n" + good, {"bad_checksum", whole}},
        {small + "!" + good, {"bad_checksum", whole}},
        {sealed("/!"), {"</!>"}},  // the decoder's affair
        {"/", {}},
        {"///" + good, {"incomplete", "incomplete", "incomplete", whole}},
    };
    for (const auto& [stream, expected] : table)
        EXPECT_EQ(frames(stream), expected) << stream;
}

TEST(dsmr_framer, takes_telegrams_without_a_crc_when_it_is_told_to) {
    const std::string whole = "<" + small + ">";
    const struct {
        std::string stream;
        strings expected;
    } table[] = {
        {small + "\r\n", {whole}},
        {small + "\n", {whole}},
        {small, {}},
        {small + "\r\n" + small + "\r\n", {whole, whole}},
        {sealed(small), {whole}},
        {sealed(small) + small + "\r\n" + sealed(small), {whole, whole, whole}},
        {small + "0000\r\n", {"bad_checksum"}},
        {small + "0\r\n", {"bad_checksum"}},
        {small + " \r\n", {"bad_checksum"}},
        {small + sealed(small), {"incomplete", whole}},
    };
    for (const auto& [stream, expected] : table)
        EXPECT_EQ(frames(stream, "optional"), expected) << stream;
}

TEST(dsmr_framer, gives_the_same_however_the_stream_is_cut) {
    const std::string stream = small + "\r\n" + sealed(small) + "garbage" + esmr_5_telegram + "/AAA5!12!34" +
                               sealed(small).substr(0, 20) + sealed(small);
    for (const char* crc : {"required", "optional"}) {
        const strings whole = frames(stream, crc);
        EXPECT_EQ(whole.size(), 6u);
        for (std::size_t first = 0; first <= stream.size(); ++first)
            EXPECT_EQ(frames_of(*dsmr(crc), chunked(stream, first, stream.size())), whole) << first;
        for (std::size_t size = 1; size < 20; ++size)
            EXPECT_EQ(frames_of(*dsmr(crc), chunked(stream, 0, size)), whole) << size;
    }
}

TEST(dsmr_framer, takes_nothing_from_a_telegram_with_a_broken_byte) {
    const std::size_t content = small.size();
    const std::string good = sealed(small);
    for (std::size_t at = 0; at < content; ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string broken = good;
            broken[at] = static_cast<char>(byte);
            if (broken == good) continue;
            for (const std::string& found : frames(broken))
                EXPECT_FALSE(found.starts_with('<')) << broken << ": " << found;
        }
    }
}

TEST(dsmr_framer, takes_nothing_from_a_telegram_with_a_broken_bit_or_two) {
    const std::string good = esmr_5_telegram;
    for (std::size_t bit = 0; bit < 8 * (good.size() - 2); ++bit) {
        for (const std::size_t distance : {std::size_t{0}, std::size_t{1}, std::size_t{9}}) {
            std::string broken = good;
            const std::size_t other = std::min(bit + distance, 8 * good.size() - 1);
            broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << bit % 8));
            if (distance > 0) broken[other / 8] = static_cast<char>(broken[other / 8] ^ (1 << other % 8));
            for (const std::string& found : frames(broken)) {
                // A capital of the CRC may become a small letter.
                const bool same = found == "<" + good.substr(0, good.find('!') + 1) + ">";
                EXPECT_TRUE(!found.starts_with('<') || (same && bit / 8 > good.find('!'))) << bit;
            }
        }
    }
}

TEST(dsmr_framer, is_bounded_whatever_comes) {
    const auto by = dsmr("required", 100);
    const std::string fits = "/" + std::string(98, 'x') + "!";
    const std::string good = sealed(small);
    EXPECT_EQ(frames_of(*by, {sealed(fits)}), (strings{"<" + fits + ">"}));
    EXPECT_EQ(frames_of(*by, {sealed("/x" + fits.substr(1)), good}),
              (strings{"too_long", "<" + small + ">"}));
    EXPECT_EQ(frames_of(*by, {"/" + std::string(100'000, 'x'), std::string(100'000, '!'), good},
                        rejects::with_bytes),
              (strings{"too_long </" + std::string(99, 'x') + ">", "<" + small + ">"}));
    EXPECT_EQ(frames_of(*by, {std::string(50, 'x'), std::string(100'000, '!'), good}, rejects::with_bytes),
              (strings{"out_of_step <\r\n" + std::string(50, 'x') + std::string(48, '!') + ">",
                       "<" + small + ">"}));
}

TEST(dsmr_framer, knows_when_a_telegram_began) {
    const auto by = dsmr();
    const std::string good = sealed(small);
    strings found;
    feed(*by, "\r\n", at(1), found);
    feed(*by, good.substr(0, 1), at(2), found);
    feed(*by, good.substr(1, 20), at(3), found);
    by->feed(std::string_view(good).substr(21), at(4));
    const auto made = by->next();
    ASSERT_EQ(made.what, framer::complete);
    EXPECT_EQ(made.frame.arrived, at(2));
}

TEST(dsmr_framer, forgets_when_the_port_is_opened_anew) {
    const auto by = dsmr();
    const std::string good = sealed(small);
    EXPECT_EQ(frames_of(*by, {good.substr(0, good.size() - 4)}), strings{});
    by->reset();
    EXPECT_EQ(frames_of(*by, {good.substr(good.size() - 4), good}), (strings{"<" + small + ">"}));
}

}  // namespace
}  // namespace weir::test
