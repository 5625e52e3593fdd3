#include <functional>
#include <gtest/gtest.h>

#include "tests/support/decoding.hpp"
#include "tests/support/framing.hpp"

// What every framer keeps: the same frames however the stream is cut, and step after whatever damage.
namespace weir::test {
namespace {

using strings = std::vector<std::string>;

// A framer with a CRC-16, and what a device sends for it.
struct setup {
    const char* name;
    setting argument;
    setting options;
    std::function<std::string(const std::string& content)> send;
    std::size_t lost;  // frames that one wrong byte may cost, at most
};

// Contents are of 4 bytes, and hold what framers take for special.
const setting crc = sealed_by("crc16-x25");
const strings contents{"one:", bytes("\x00\xC0\xDB\x10"), "AB{}", bytes("\x02\x03\x05\x7F"), "AAAB", "last"};

std::string escaped(const std::string& content) {
    std::string out = "{";
    for (const char byte : with_crc16(content)) {
        if (byte == '{' || byte == '}' || byte == '\\') out += '\\';
        out += byte;
    }
    return out + "}";
}

const std::vector<setup> setups{
    {"line", group({{"delimiter", text("--")}}), group({{"checksum", crc}}),
     [](const std::string& content) { return with_crc16(content) + "--"; }, 2},
    {"cobs", group({{"max", integer(16)}}), group({{"checksum", crc}}),
     [](const std::string& content) { return cobs(with_crc16(content)); }, 2},
    {"slip", group({{"max", integer(16)}}), group({{"checksum", crc}}),
     [](const std::string& content) { return slip(with_crc16(content)); }, 2},
    {"start", text("{"), group({{"end", text("}")}, {"escape", text("\\")}, {"checksum", crc}}), escaped, 2},
    {"fixed", integer(6), group({{"checksum", crc}}), with_crc16, 1},
    {"fixed", integer(8), group({{"sync", text("AB")}, {"checksum", crc}}),
     [](const std::string& content) { return with_crc16("AB" + content); }, 1},
    {"length", group({{"adjust", integer(3)}, {"max", integer(24)}}), group({{"checksum", crc}}),
     [](const std::string& content) { return with_crc16("\x04" + content); }, 1},
    {"length",
     group({{"offset", integer(1)}, {"size", text("2")}, {"adjust", integer(5)}, {"max", integer(24)}}),
     group({{"sync", text("A")}, {"checksum", crc}}),
     [](const std::string& content) { return with_crc16(bytes("A\0\x04") + content); }, 1},
};

std::unique_ptr<framer> made(const setup& of) {
    return framer_of(of.name, of.argument, of.options);
}

// The content of a frame that was sent with sync and length.
std::string frame_of(const setup& of, const std::string& content) {
    if (of.name == std::string("length") || of.options["sync"].present()) {
        const std::string sent = of.send(content);
        return "<" + sent.substr(0, sent.size() - 2) + ">";
    }
    return "<" + content + ">";
}

strings expected_of(const setup& of) {
    strings all;
    for (const std::string& each : contents)
        all.push_back(frame_of(of, each));
    return all;
}

std::string stream_of(const setup& of) {
    std::string stream;
    for (const std::string& each : contents)
        stream += of.send(each);
    return stream;
}

// The stream's frames, and a pause at its end.
strings frames(const setup& of, const std::vector<std::string_view>& chunks) {
    const auto by = made(of);
    strings found = frames_of(*by, chunks, rejects::with_bytes);
    by->elapse(at(10'000));
    drain(*by, found, rejects::with_bytes);
    return found;
}

bool is_good(const std::string& shown) {
    return shown.starts_with('<');
}

// Where damage can no more reach the last frame: a lost delimiter costs the one behind it, too.
std::size_t before_the_last(const setup& of) {
    const std::size_t count = contents.size();
    return stream_of(of).size() - of.send(contents[count - 1]).size() - of.send(contents[count - 2]).size();
}

// Nothing that was not sent, the last frame in any case, and few losses.
void expect_step(const setup& of, const std::string& damaged, std::size_t lost, const std::string& what) {
    const strings sent = expected_of(of);
    const strings found = frames(of, {damaged});
    strings good;
    std::copy_if(found.begin(), found.end(), std::back_inserter(good), is_good);
    for (const std::string& each : good)
        EXPECT_NE(std::find(sent.begin(), sent.end(), each), sent.end()) << of.name << " " << what << each;
    EXPECT_GE(good.size() + lost, sent.size()) << of.name << " " << what;
    EXPECT_LE(found.size() - good.size(), 3u) << of.name << " " << what;
    ASSERT_FALSE(good.empty()) << of.name << " " << what;
    EXPECT_EQ(good.back(), sent.back()) << of.name << " " << what;
}

TEST(framers, give_the_same_frames_however_the_stream_is_cut) {
    for (const setup& of : setups) {
        const std::string damaged = "noise" + stream_of(of).substr(1) + std::string(40, 'A') + stream_of(of);
        for (const std::string& stream : {stream_of(of), damaged}) {
            const strings expected = frames(of, {stream});
            if (stream != damaged) {
                EXPECT_EQ(expected, expected_of(of)) << of.name;
            }
            for (std::size_t first = 0; first <= stream.size(); ++first) {
                for (const std::size_t size : {std::size_t{1}, std::size_t{3}, stream.size()})
                    EXPECT_EQ(frames(of, chunked(stream, first, size)), expected)
                        << of.name << " at " << first;
            }
        }
    }
}

TEST(framers, fall_into_step_after_a_wrong_byte) {
    for (const setup& of : setups) {
        const std::string stream = stream_of(of);
        for (std::size_t at = 0; at < before_the_last(of); ++at) {
            for (const int flip : {0x01, 0x20, 0x80, 0xFF}) {
                std::string damaged = stream;
                damaged[at] = static_cast<char>(damaged[at] ^ flip);
                expect_step(of, damaged, of.lost, std::to_string(at) + " flipped ");
            }
        }
    }
}

TEST(framers, fall_into_step_after_a_lost_or_a_foreign_byte) {
    for (const setup& of : setups) {
        const std::string stream = stream_of(of);
        for (std::size_t at = 0; at < before_the_last(of); ++at) {
            std::string damaged = stream;
            damaged.erase(at, 1);
            expect_step(of, damaged, of.lost, std::to_string(at) + " lost ");
            for (const char foreign : bytes("\0A{}-\xC0\xFF")) {
                damaged = stream;
                damaged.insert(at, 1, foreign);
                expect_step(of, damaged, of.lost, std::to_string(at) + " added ");
            }
        }
    }
}

TEST(framers, fall_into_step_in_the_middle_of_a_stream) {
    for (const setup& of : setups) {
        const std::string stream = stream_of(of);
        for (std::size_t at = 0; at <= of.send(contents.front()).size(); ++at) {
            expect_step(of, stream.substr(at), of.lost, std::to_string(at) + " cut off ");
            expect_step(of, "noise" + stream.substr(at), 2, std::to_string(at) + " cut off behind noise ");
        }
    }
}

TEST(framers, have_nothing_left_to_do_when_the_line_is_quiet) {
    for (const setup& of : setups) {
        const std::string stream = stream_of(of);
        for (std::size_t size = 0; size < stream.size(); ++size) {
            const auto by = made(of);
            strings found;
            feed(*by, std::string_view(stream).substr(0, size), at(1), found);
            if (by->due() == never) continue;
            EXPECT_GT(by->due(), at(1));
            by->elapse(by->due());
            drain(*by, found);
            EXPECT_EQ(by->due(), never) << of.name << " at " << size;
        }
    }
}

}  // namespace
}  // namespace weir::test
