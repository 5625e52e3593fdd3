#include <gtest/gtest.h>

#include "tests/support/allocations.hpp"
#include "tests/support/decoding.hpp"
#include "tests/support/modbus_bytes.hpp"

namespace weir::test {
namespace {

using strings = std::vector<std::string>;

std::unique_ptr<framer> framer_named(std::string_view name) {
    problems found;
    return make_framer(use_of(framers(), name), found);
}

// The frames in hexadecimal, and the rejects.
strings shown(strings found) {
    for (std::string& each : found) {
        if (each.starts_with('<')) each = to_hex(std::string_view(each).substr(1, each.size() - 2));
    }
    return found;
}

strings frames(std::string_view name, std::string_view stream) {
    return shown(frames_of(*framer_named(name), {stream}));
}

// One of each length that there is.
const strings answers{
    "11 01 03 cd6b05", "11 02 03 acdb35", "11 03 06 022b00000064", "11 04 02 000a", "11 05 00ac ff00",
    "11 06 0001 0003", "11 0f 0013 000a", "11 10 0001 0002",       "11 83 02",      "f7 90 0b",
};

strings without_blanks(const strings& all) {
    strings made;
    for (const std::string& each : all)
        made.push_back(to_hex(bytes(each)));
    return made;
}

TEST(modbus_rtu, finds_each_sort_of_answer) {
    std::string stream;
    for (const std::string& each : answers)
        stream += rtu(each);
    EXPECT_EQ(frames("modbus-rtu", stream), without_blanks(answers));
    const std::string longest = "01 03 fa" + std::string(500, '7');
    EXPECT_EQ(frames("modbus-rtu", rtu(longest)), without_blanks({longest}));
}

TEST(modbus_rtu, takes_what_cannot_be_an_answer_for_garbage) {
    const std::string good = "11 04 02 000a";
    for (const char* garbage : {"00", "ff", "f8 03", "11 07", "11 2b", "11 87", "11 03 00", "11 03 03",
                                "11 04 fb", "11 01 fb", "11 00", "ff ff ff", "11 11 11"}) {
        const strings expected{"bad_checksum", to_hex(bytes(good))};
        EXPECT_EQ(frames("modbus-rtu", bytes(garbage) + rtu(good)), expected) << garbage;
    }
}

TEST(modbus_rtu, counts_each_loss_of_step_once) {
    const std::string good = to_hex(bytes("11 04 02 000a"));
    const std::string frame = rtu("11 04 02 000a");
    const std::string noise(40, '\xff');
    EXPECT_EQ(frames("modbus-rtu", noise), strings{"bad_checksum"});
    EXPECT_EQ(frames("modbus-rtu", noise + frame + noise + frame + frame),
              (strings{"bad_checksum", good, "bad_checksum", good, good}));
    EXPECT_EQ(frames("modbus-rtu", frame + noise), (strings{good, "bad_checksum"}));
}

TEST(modbus_rtu, finds_no_frame_in_what_was_corrupted_and_the_next_one_after_it) {
    const std::string next = rtu("11 04 02 000b");
    for (const std::string& each : answers) {
        const std::string frame = rtu(each);
        for (std::size_t at = 0; at < frame.size(); ++at) {
            for (const int flipped : {0x01, 0x10, 0x80, 0xFF}) {
                std::string broken = frame;
                broken[at] = static_cast<char>(broken[at] ^ flipped);
                // What a longer frame seems to need comes too.
                std::string stream = broken + next;
                while (stream.size() < 600)
                    stream += next;
                const strings found = frames("modbus-rtu", stream);
                ASSERT_GE(found.size(), 2U);
                EXPECT_EQ(found[0], "bad_checksum") << each << " at " << at;
                for (std::size_t i = 1; i < found.size(); ++i)
                    EXPECT_EQ(found[i], "110402000b") << each << " at " << at;
            }
        }
    }
}

TEST(modbus_rtu, finds_the_next_frame_after_one_that_was_cut) {
    const std::string next = rtu("11 04 02 000b");
    for (const std::string& each : answers) {
        const std::string frame = rtu(each);
        for (std::size_t size = 1; size < frame.size(); ++size) {
            std::string stream = frame.substr(0, size);
            for (int i = 0; i < 40; ++i)
                stream += next;
            const strings found = frames("modbus-rtu", stream);
            EXPECT_EQ(found.at(0), "bad_checksum") << each << " cut at " << size;
            EXPECT_EQ(found.size(), 41U) << each << " cut at " << size;
        }
    }
}

// --- Of both ----------------------------------------------------------------------------------------------

std::string stream_of(std::string_view name) {
    std::string stream = name == "modbus-tcp" ? bytes("00 01 00 07") : bytes("ff 11 03");
    for (std::size_t i = 0; i < answers.size(); ++i)
        stream +=
            name == "modbus-tcp" ? tcp(static_cast<std::uint16_t>(256 + i), answers[i]) : rtu(answers[i]);
    return stream;
}

class modbus_framers : public ::testing::TestWithParam<std::string_view> {};

TEST_P(modbus_framers, give_the_same_however_the_stream_is_cut) {
    const std::string stream = stream_of(GetParam());
    const strings expected = frames(GetParam(), stream);
    ASSERT_EQ(expected.size(), answers.size() + 1);
    for (std::size_t first = 0; first <= stream.size(); ++first) {
        for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, stream.size()}) {
            EXPECT_EQ(shown(frames_of(*framer_named(GetParam()), chunked(stream, first, size))), expected)
                << "cut at " << first << " and then each " << size;
        }
    }
}

TEST_P(modbus_framers, begin_anew_after_a_reset) {
    const std::string frame = GetParam() == "modbus-tcp" ? tcp(7, "11 04 02 000a") : rtu("11 04 02 000a");
    const auto by = framer_named(GetParam());
    for (std::size_t size = 1; size < frame.size(); ++size) {
        EXPECT_EQ(frames_of(*by, {std::string_view(frame).substr(0, size)}).size(), 0U);
        by->reset();
        EXPECT_EQ(frames_of(*by, {frame}).size(), 1U) << size;
    }
    EXPECT_EQ(frames_of(*by, {std::string(9, '\xff')}).size(), 1U);
    by->reset();
    EXPECT_EQ(frames_of(*by, {std::string(9, '\xff')}).size(), 1U);
}

TEST_P(modbus_framers, need_no_more_memory_than_a_frame) {
    const auto by = framer_named(GetParam());
    const std::string noise(100'000, '\x01');
    const std::string stream = stream_of(GetParam());
    const std::size_t before = allocated_bytes();
    for (const std::string& fed : {noise, stream}) {
        by->feed(fed, at(0));
        while (by->next().what != framer::more) {
        }
    }
    EXPECT_LE(allocated_bytes() - before, 110'000U);  // the copies of the two streams
}

TEST_P(modbus_framers, give_the_time_of_the_first_byte) {
    const bool over_tcp = GetParam() == "modbus-tcp";
    const std::string frame = over_tcp ? tcp(7, "11 04 02 000a") : rtu("11 04 02 000a");
    const auto by = framer_named(GetParam());
    by->feed(std::string_view("\xff\xff\xff\xff", 4), at(1));
    EXPECT_EQ(by->next().what, framer::bad);
    EXPECT_EQ(by->next().what, framer::more);
    by->feed(std::string_view(frame).substr(0, 3), at(2));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed(std::string_view(frame).substr(3, 2), at(3));
    EXPECT_EQ(by->next().what, framer::more);
    const std::string rest = frame.substr(5) + frame.substr(0, 2);
    by->feed(rest, at(4));
    EXPECT_EQ(by->next().frame.arrived, at(2));
    EXPECT_EQ(by->next().what, framer::more);
    by->feed(std::string_view(frame).substr(2), at(5));
    EXPECT_EQ(by->next().frame.arrived, at(4));
}

INSTANTIATE_TEST_SUITE_P(each, modbus_framers, ::testing::Values("modbus-rtu", "modbus-tcp"),
                         [](const auto& each) { return std::string(each.param.substr(7)); });

TEST(modbus_tcp, gives_the_transaction_and_the_unit_with_the_answer) {
    EXPECT_EQ(frames("modbus-tcp", tcp(0x1501, "ff 03 06 022b00000064") + tcp(0x1502, "00 83 02")),
              (strings{"1501ff0306022b00000064", "1502008302"}));
}

TEST(modbus_tcp, slides_over_what_is_no_header) {
    const std::string good = "0007110402000a";
    const std::string frame = tcp(7, "11 04 02 000a");
    for (const char* garbage : {"ff ff ff ff ff ff", "00 01 00 01 00 06", "00 01 00 00 01 06", "00 01 01 00",
                                "00 01 00 00 00 01", "00 01 00 00 00 ff", "48 54 54 50"}) {
        const strings found = frames("modbus-tcp", bytes(garbage) + frame);
        ASSERT_EQ(found.size(), 2U) << garbage;
        EXPECT_EQ(found[0], "bad_syntax") << garbage;
        EXPECT_EQ(found[1], good) << garbage;
    }
}

TEST(modbus_tcp, takes_the_longest_and_the_shortest) {
    const std::string longest(508, '7');
    EXPECT_EQ(frames("modbus-tcp", tcp(1, longest) + tcp(2, "01 03")),
              (strings{"0001" + longest, "00020103"}));
    EXPECT_EQ(frames("modbus-tcp", tcp(1, longest + "77")).at(0), "bad_syntax");
    EXPECT_EQ(frames("modbus-tcp", tcp(1, "01")).at(0), "bad_syntax");
}

}  // namespace
}  // namespace weir::test
