#include "tests/support/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/recording/format.hpp"
#include "drivers/text.hpp"

namespace weir::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using lines = std::vector<std::string>;

const std::vector<record> conversation{{record_kind::opened, 0us, {}},
                                       {record_kind::sent, 1500us, "W\r\n"},
                                       {record_kind::received, 2s + 1999ns, "12.4 "},
                                       {record_kind::received, 2s + 2000ns, "kg\r\n"},
                                       {record_kind::closed, 1h, {}}};
const lines as_read{"opened 0", "sent 1500 <W\r\n>", "received 2000001 <12.4 >", "received 2000002 <kg\r\n>",
                    "closed 3600000000"};

// What stands there, with a right CRC.
std::string sealed(std::string bytes) {
    recording::put(recording::crc_of(bytes), recording::crc_size, bytes);
    return bytes;
}

TEST(recording, is_what_the_page_says) {
    const std::string bytes = recording_of(
        "scale", {{record_kind::opened, 0us, {}}, {record_kind::received, 1500us, "W 12.4 kg\r\n"}});
    EXPECT_EQ(to_hex(bytes),
              "89575245430d0a1a"  // magic
              "01"                // version
              "c02e5c537764ea18"  // 2026-11-22T14:31:05.123Z
              "05"
              "7363616c65"  // scale
              "8df6765f"
              "03"
              "00"
              "00"
              "4b6707fd"
              "01"
              "dc0b"  // 1500 us
              "0b"
              "572031322e34206b670d0a"
              "9c2fe8a3");
}

TEST(recording, gives_back_what_was_written) {
    const std::string bytes = recording_of("scale", conversation);
    EXPECT_EQ(records_in(bytes), as_read);
    std::istringstream in(bytes);
    const recording_reader reader(in);
    ASSERT_TRUE(reader.head());
    EXPECT_EQ(reader.head()->port, "scale");
    EXPECT_EQ(reader.head()->began, recorded_at);
    EXPECT_EQ(reader.error(), "");
}

TEST(recording, ends_once_and_for_all) {
    std::istringstream in(recording_of("p", {}));
    recording_reader reader(in);
    EXPECT_EQ(reader.next().what, recording_reader::ended);
    EXPECT_EQ(reader.next().what, recording_reader::ended);
    EXPECT_EQ(reader.error(), "");
}

TEST(recording, splits_what_is_longer_than_a_record) {
    std::string all(2 * record::most_bytes + 1, 'x');
    all.back() = 'y';
    const lines read = records_in(recording_of("p", {{record_kind::received, 7us, all}}));
    const std::string full = " <" + std::string(record::most_bytes, 'x') + ">";
    EXPECT_THAT(read, ElementsAre("received 7" + full, "received 7" + full, "received 7 <y>"));
}

TEST(recording, keeps_its_order_whatever_the_times_are) {
    const lines read = records_in(recording_of("p", {{record_kind::received, 5us, "a"},
                                                     {record_kind::received, 3us, "b"},
                                                     {record_kind::received, -1h, "c"},
                                                     {record_kind::received, duration::max(), "d"},
                                                     {record_kind::received, duration::max(), "e"},
                                                     {record_kind::received, 0us, {}}}));
    EXPECT_THAT(read, ElementsAre("received 5 <a>", "received 5 <b>", "received 5 <c>",
                                  "received 1000000000000000 <d>", "received 1000000000000000 <e>"));
}

TEST(recording, takes_any_name_of_a_port) {
    const struct {
        std::string name;
        std::string read;
    } table[] = {{"", ""},
                 {"/dev/serial/by-id/usb-Arduino", "/dev/serial/by-id/usb-Arduino"},
                 {"a\nb\xFF", "a?b?"},
                 {std::string(300, 'n'), std::string(255, 'n')},
                 {std::string(254, 'n') + "\xC3\xA9", std::string(254, 'n')}};
    for (const auto& [name, read] : table) {
        std::istringstream in(head_of(name));
        const recording_reader reader(in);
        ASSERT_TRUE(reader.head()) << name;
        EXPECT_EQ(reader.head()->port, read);
    }
}

TEST(recording, cut_off_anywhere_gives_what_is_whole) {
    const std::string bytes = recording_of("scale", conversation);
    const std::size_t head = head_of("scale").size();
    std::vector<std::size_t> ends{head};
    for (std::size_t i = 0; i < conversation.size(); ++i)
        ends.push_back(recording_of("scale", {conversation.begin(), conversation.begin() + i + 1}).size());
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        lines read = records_in(bytes.substr(0, size));
        const auto whole = static_cast<std::size_t>(
            std::count_if(ends.begin(), ends.end(), [&](std::size_t end) { return end <= size; }));
        if (whole == 0) {
            EXPECT_THAT(read, ElementsAre(size < 8 ? "it is no recording of weir" : "its head is damaged"));
            continue;
        }
        if (ends[whole - 1] != size) {
            EXPECT_EQ(read.back(), "it is cut off behind byte " + std::to_string(ends[whole - 1]));
            read.pop_back();
        }
        EXPECT_EQ(read, lines(as_read.begin(), as_read.begin() + static_cast<std::ptrdiff_t>(whole) - 1));
    }
}

TEST(recording, damaged_in_any_bit_gives_what_is_before_it) {
    const std::string bytes = recording_of("scale", conversation);
    const std::size_t head = head_of("scale").size();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string other = bytes;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
        lines read = records_in(other);
        ASSERT_FALSE(read.empty());
        EXPECT_THAT(read.back(), StartsWith("it")) << bit;
        read.pop_back();
        ASSERT_LT(read.size(), as_read.size()) << bit;
        EXPECT_TRUE(std::equal(read.begin(), read.end(), as_read.begin())) << bit;
        EXPECT_TRUE(bit / 8 >= head || read.empty()) << bit;
    }
}

TEST(recording, refuses_heads_that_cannot_be) {
    const std::string magic(recording::magic);
    const std::string now = head_of("").substr(9, 8);
    const std::string late = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F";
    const struct {
        std::string bytes;
        std::string_view error;
    } table[] = {
        {"", "it is no recording of weir"},
        {"23.4,41\n23.5,41\n", "it is no recording of weir"},
        {"\x89WREC\n\x1a\x01", "it is no recording of weir"},
        {magic, "its head is damaged"},
        {magic + '\x02', "it is a recording of version 2, and this weir reads version 1"},
        {sealed(magic + '\0' + now + '\0'), "it is a recording of version 0, and this weir reads version 1"},
        {sealed(magic + '\x01' + late + std::string(1, '\0')), "its head is damaged"},
        {sealed(magic + '\x01' + now + "\x02" + "a\n"), "its head is damaged"},
        {sealed(magic + '\x01' + now + "\x02" + "a\xFF"), "its head is damaged"},
        {magic + '\x01' + now + "\xFF" + "a", "its head is damaged"}};
    for (const auto& [bytes, error] : table)
        EXPECT_THAT(records_in(bytes), ElementsAre(error)) << to_hex(bytes);
}

TEST(recording, refuses_records_that_cannot_be) {
    const std::string zero(1, '\0');
    const std::string most_time = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F";
    const struct {
        std::string bytes;
        std::string_view what;
    } table[] = {{zero, "damaged at"},
                 {std::string(4096, '\0'), "damaged at"},
                 {sealed(zero + zero + "\x01" + "a"), "damaged at"},
                 {sealed("\x05" + zero + zero), "damaged at"},
                 {sealed("\xFF" + zero + zero), "damaged at"},
                 {sealed("\x01" + zero + zero), "damaged at"},          // received without bytes
                 {sealed("\x03" + zero + "\x01" + "a"), "damaged at"},  // opened with a byte
                 {sealed("\x01" + zero + "\x81\x20" + std::string(4097, 'a')), "damaged at"},
                 {"\x01" + zero + "\xFF\x7F", "damaged at"},              // 16,383 bytes
                 {"\x01" + zero + "\xFF\xFF\xFF\xFF\x0F", "damaged at"},  // 4 GiB
                 {"\x01" + most_time.substr(0, 7) + "\xFF\x01" + "\x01" + "a", "damaged at"},
                 {sealed("\x01" + most_time + "\x01" + "a"), "damaged at"},  // in 2,285 years
                 {"\x01" + zero + "\x80\x20" + "a", "cut off behind"},
                 {"\x01" + zero + "\x01" + "a" + "CRC?", "damaged at"},
                 {"\x01", "cut off behind"}};
    const std::string before = recording_of("p", {{record_kind::received, 1us, "good"}});
    for (const auto& [bytes, what] : table) {
        const std::string error = "it is " + std::string(what) + " byte " + std::to_string(before.size());
        EXPECT_THAT(records_in(before + bytes), ElementsAre("received 1 <good>", error)) << to_hex(bytes);
    }
    const std::string most = sealed("\x01" + zero + "\x80\x20" + std::string(4096, 'a'));
    EXPECT_EQ(records_in(before + most).back(), "received 1 <" + std::string(4096, 'a') + ">");
}

TEST(recording, times_that_add_up_to_more_than_31_years_are_refused) {
    const std::string year = sealed(std::string("\x03\x80\xC0\xCF\xE0\xE8\x95\x07") + '\0');  // 365 days
    std::string bytes = head_of("p");
    for (int i = 0; i < 100; ++i)
        bytes += year;
    const lines read = records_in(bytes);
    EXPECT_LT(read.size(), 100U);
    EXPECT_THAT(read.back(), HasSubstr("damaged"));
}

}  // namespace
}  // namespace weir::test
