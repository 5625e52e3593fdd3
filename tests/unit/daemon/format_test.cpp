#include "daemon/encode/format.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace weir {
namespace {

publish_settings output(std::string topic, std::string_view format) {
    publish_settings made;
    made.topic = std::move(topic);
    made.qos = 1;
    made.retain = true;
    for (const component* each : formats()) {
        if (each->name == format) made.format.kind = each;
    }
    EXPECT_NE(made.format.kind, nullptr) << format;
    return made;
}

TEST(AppendJson, WritesEveryKindOfValue) {
    const struct {
        value what;
        std::string_view text;
    } cases[] = {
        {std::monostate{}, "null"},
        {true, "true"},
        {false, "false"},
        {std::int64_t{0}, "0"},
        {std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
        {23.4, "23.4"},
        {41.0, "41.0"},
        {-0.0, "-0.0"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e300, "1e+300"},
        {std::nan(""), "null"},
        {std::numeric_limits<double>::infinity(), "null"},
        {-std::numeric_limits<double>::infinity(), "null"},
        {std::string("caf\xc3\xa9"), "\"caf\xc3\xa9\""},
        {std::string("say \"hi\"\\\n\r\t\x01"), R"("say \"hi\"\\\n\r\t\u0001")"},
        {std::string(), "\"\""},
    };
    for (const auto& each : cases) {
        std::string written;
        append_json(written, each.what);
        EXPECT_EQ(written, each.text);
    }
}

std::string shortest(double number) {
    std::array<char, 32> digits{};
    std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
    return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

TEST(AppendJson, WritesTheShortestTextThatIsReadAsTheSameNumber) {
    std::mt19937_64 random(7);
    for (int power = 0; power <= 12; ++power) {
        for (int i = 0; i < 2'000; ++i) {
            const auto count = static_cast<std::int64_t>(random() >> (random() % 60 + 4));
            const double number = static_cast<double>(i % 2 == 0 ? count : -i) / std::pow(10.0, power);
            for (const double each : {number, std::nextafter(number, 0), std::nextafter(number, 1e300)}) {
                std::string written;
                append_json(written, each);
                EXPECT_EQ(written, shortest(each));
            }
        }
    }
}

TEST(JsonFormat, MakesOneObjectASample) {
    sample what;
    what.set("temperature", 23.4);
    what.set("door", value(std::monostate{}));
    std::vector<outgoing> out;
    encode(what, {"2026-11-22T14:31:05.123Z", 1842, false}, output("a/b", "json"), out);
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].topic, "a/b");
    EXPECT_EQ(
        out[0].payload,
        R"({"ts":"2026-11-22T14:31:05.123Z","seq":1842,"quality":"good","temperature":23.4,"door":null})");
    EXPECT_EQ(out[0].qos, 1);
    EXPECT_TRUE(out[0].retain);
    EXPECT_EQ(out[0].content, content::json);
}

TEST(JsonFormat, SaysThatTheClockWasNotSet) {
    sample what;
    what.quality = quality::stale;
    std::vector<outgoing> out;
    encode(what, {"t", 1, true}, output("a", "json"), out);
    EXPECT_EQ(out.at(0).payload, R"({"ts":"t","seq":1,"quality":"stale","clock":"unsynced"})");
}

TEST(ValueFormat, MakesOneMessageAField) {
    sample what;
    what.set("temperature", 23.5);
    what.set("label", value(std::string("ok \"x\"")));
    what.set("count", value(std::int64_t{7}));
    what.set("gone", value(std::monostate{}));
    std::vector<outgoing> out;
    encode(what, {"t", 1, false}, output("x/{field}", "value"), out);
    ASSERT_EQ(out.size(), 4U);
    EXPECT_EQ(out[0].topic + "=" + out[0].payload, "x/temperature=23.5");
    EXPECT_EQ(out[1].topic + "=" + out[1].payload, "x/label=ok \"x\"");
    EXPECT_EQ(out[2].topic + "=" + out[2].payload, "x/count=7");
    EXPECT_EQ(out[3].topic + "=" + out[3].payload, "x/gone=null");
    EXPECT_EQ(out[0].content, content::text);
}

TEST(ValueFormat, AFieldsNameCannotChangeTheTopicsForm) {
    sample what;
    what.set("a/b+c#{field}", 1.0);
    what.set("", 2.0);
    std::vector<outgoing> out;
    encode(what, {"t", 1, false}, output("x/{field}", "value"), out);
    EXPECT_EQ(out.at(0).topic, "x/a_b_c_{field}");
    EXPECT_EQ(out.at(1).topic, "x/_");
}

}  // namespace
}  // namespace weir
