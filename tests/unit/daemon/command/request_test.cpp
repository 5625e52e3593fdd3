#include "daemon/command/request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr monotonic_time now{1000s};
constexpr wall_time wall{std::chrono::nanoseconds(1795357865s)};  // 2026-11-22T14:31:05Z

param_settings param(std::string name, param_type type) {
    param_settings made;
    made.name = std::move(name);
    made.type = type;
    return made;
}

command_settings pump() {
    command_settings made;
    made.name = "pump";
    made.port = 0;
    made.write = "P {hz}";
    made.params = {param("hz", param_type::number)};
    made.params[0].min = 0;
    made.params[0].max = 50;
    made.params[0].unit = "Hz";
    made.timeout = 2s;
    made.max_age = 10s;
    return made;
}

incoming message_of(std::string payload, message_properties with = {}) {
    incoming message("weir/bench/cmd/pump", std::move(payload), 1, false);
    message.properties = std::make_shared<const message_properties>(std::move(with));
    return message;
}

parsed_request parse(const incoming& message, bool synced = true) {
    static const command_settings settings = pump();
    return parse_request(message, &settings, "weir/bench", {now, wall, synced});
}

std::string why_refused_of(const std::string& payload) {
    const parsed_request parsed = parse(message_of(payload));
    if (!parsed.refused) return "";
    EXPECT_EQ(parsed.refused->code, command_code::invalid_argument);
    EXPECT_EQ(parsed.refused->state, command_state::rejected);
    return parsed.refused->message;
}

TEST(Request, TakesAPlainPayloadAsItsOnlyParameter) {
    const parsed_request parsed = parse(message_of("20.5"));
    ASSERT_FALSE(parsed.refused);
    EXPECT_EQ(parsed.asked.params, param_values{20.5});
    EXPECT_EQ(parsed.asked.id.size(), 36U);
    EXPECT_FALSE(parsed.asked.explicit_id);
    EXPECT_EQ(parsed.asked.timeout, 2s);
    EXPECT_EQ(parsed.asked.start_by, now + 10s);
}

TEST(Request, TakesAJsonObject) {
    const parsed_request parsed = parse(message_of(
        R"({"id":"a1","params":{"hz":20},"timeout_ms":500,"expires_at":1795357868000,"client":"nodered","ack":true})"));
    ASSERT_FALSE(parsed.refused) << parsed.refused->message;
    EXPECT_EQ(parsed.asked.id, "a1");
    EXPECT_TRUE(parsed.asked.explicit_id);
    EXPECT_EQ(parsed.asked.params, param_values{std::int64_t{20}});
    EXPECT_EQ(parsed.asked.timeout, 500ms);
    EXPECT_EQ(parsed.asked.start_by, now + 3s);
    EXPECT_EQ(parsed.asked.client, "nodered");
    EXPECT_TRUE(parsed.asked.ack);
}

TEST(Request, TakesWhatMqtt5HasForIt) {
    message_properties with;
    with.response_topic = "answers/me";
    with.correlation = std::string("\0\xff", 2);
    with.expiry = 4;
    with.user = {{"other", "x"}, {"client", "script"}};
    const parsed_request parsed = parse(message_of("20", with));
    ASSERT_FALSE(parsed.refused);
    EXPECT_EQ(parsed.asked.id, "00ff");
    EXPECT_FALSE(parsed.asked.explicit_id);
    ASSERT_TRUE(parsed.asked.reply);
    EXPECT_EQ(parsed.asked.reply->topic, "answers/me");
    EXPECT_EQ(parsed.asked.reply->correlation, with.correlation);
    EXPECT_EQ(parsed.asked.start_by, now + 4s);
    EXPECT_EQ(parsed.asked.client, "script");
}

TEST(Request, StartsByTheEarliestOfAllThatIsSaid) {
    const std::vector<std::pair<std::string, duration>> table{
        {R"("issued_at":1795357860000)", 5s},
        {R"("issued_at":"2026-11-22T14:31:00Z")", 5s},
        {R"("issued_at":1795357960000)", 10s},
        {R"("expires_at":"2026-11-22T14:31:04Z")", -1s},
        {R"("expires_at":"2026-11-22T14:31:07.5Z","issued_at":1795357860000)", 2500ms},
    };
    for (const auto& [keys, from_now] : table) {
        const parsed_request parsed = parse(message_of(R"({"params":{"hz":1},)" + keys + "}"));
        ASSERT_FALSE(parsed.refused) << parsed.refused->message;
        EXPECT_EQ(parsed.asked.start_by - now, from_now) << keys;
        EXPECT_EQ(parsed.asked.warning, "");
    }
}

TEST(Request, IgnoresWallTimesWhileTheClockIsNotSetAndSaysSo) {
    const parsed_request parsed = parse(message_of(R"({"params":{"hz":1},"expires_at":1})"), false);
    ASSERT_FALSE(parsed.refused);
    EXPECT_EQ(parsed.asked.start_by, now + 10s);
    EXPECT_EQ(parsed.asked.warning, "the clock is not set: expires_at is ignored");
}

TEST(Request, NeverRunsLongerThanTheCommandMay) {
    EXPECT_EQ(parse(message_of(R"({"params":{"hz":1},"timeout_ms":60000})")).asked.timeout, 2s);
}

TEST(Request, SaysWhatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "parameter 'hz' is missing; it takes a number from 0 to 50 Hz"},
        {"{}", "parameter 'hz' is missing"},
        {"fast", "parameter 'hz' takes a number from 0 to 50 Hz, got 'fast'"},
        {"50.001", "got '50.001'"},
        {"-1", "got '-1'"},
        {"nan", "got 'nan'"},
        {R"({"params":{"hz":"20"}})", "got \"20\""},
        {R"({"params":{"hz":null}})", "got null"},
        {R"({"params":{"hz":[1]}})", "got [1]"},
        {R"({"params":{"hz":51}})", "got 51"},
        {R"({"params":{"speed":1}})", "unknown parameter 'speed': the command takes hz"},
        {R"({"params":[20]})", "'params' must be an object"},
        {R"({"hz":20})", R"(parameters belong into 'params': {"params": {"hz": ...}})"},
        {R"({"prams":{"hz":20}})", "unknown key 'prams'; a request has id, params"},
        {R"({"params":{"hz":20},"timeout_ms":0})", "'timeout_ms' must be from 1 to 86400000"},
        {R"({"params":{"hz":20},"timeout_ms":"1s"})", "'timeout_ms' must be a number"},
        {R"({"params":{"hz":20},"timeout_ms":1e300})", "'timeout_ms' must be from"},
        {R"({"params":{"hz":20},"expires_at":"soon"})", "'expires_at' must be a time"},
        {R"({"params":{"hz":20},"expires_at":1e300})", "'expires_at' must be a time"},
        {R"({"params":{"hz":20},"issued_at":true})", "'issued_at' must be a time"},
        {R"({"params":{"hz":20},"id":7})", "'id' must be text"},
        {R"({"params":{"hz":20},"id":""})", "'id' must be text"},
        {R"({"params":{"hz":20},"id":"a\nb"})", "'id' must be text"},
        {R"({"params":{"hz":20},"client":7})", "'client' must be text"},
        {R"({"params":{"hz":20},"ack":1})", "'ack' must be true or false"},
        {R"({"params":{"hz":20})", "is no JSON"},
        {R"({"params":{"hz":20}} x)", "is no JSON"},
        {std::string(100'000, ' '), "larger than 64 KiB"},
        {R"({"params":)" + std::string(60'000, '['), "is no JSON"},
    };
    for (const auto& [payload, why] : table)
        EXPECT_THAT(why_refused_of(payload), HasSubstr(why)) << payload.substr(0, 80);
}

TEST(Request, KeepsTheIdOfWhatItRefuses) {
    const parsed_request parsed = parse(message_of(R"({"params":{"hz":99},"id":"a1"})"));
    ASSERT_TRUE(parsed.refused);
    EXPECT_EQ(parsed.asked.id, "a1");
}

TEST(Request, RefusesResponseTopicsThatAreNobodysToGive) {
    for (const char* topic : {"a/+", "#", "$SYS/x", "weir/bench/cmd/pump", "weir/bench/cmd/x/y",
                              "weir/bench/status", "weir/bench/pump/availability", "weir/bench/audit"}) {
        message_properties with;
        with.response_topic = topic;
        const parsed_request parsed = parse(message_of("20", with));
        ASSERT_TRUE(parsed.refused) << topic;
        EXPECT_EQ(parsed.refused->code, command_code::invalid_argument);
        EXPECT_FALSE(parsed.asked.reply);
    }
    message_properties with;
    with.response_topic = "weir/bench/call/me";
    EXPECT_TRUE(parse(message_of("20", with)).asked.reply);
}

TEST(Request, TellsPayloadsAndCommandsApart) {
    const auto print = [](const std::string& payload) {
        return parse(message_of(payload)).asked.fingerprint;
    };
    EXPECT_EQ(print("20"), print("20"));
    EXPECT_NE(print("20"), print("21"));
    incoming other("weir/bench/cmd/other", "20", 1, false);
    EXPECT_NE(parse(other).asked.fingerprint, print("20"));
}

TEST(CancelRequest, TakesAnIdInBothForms) {
    const auto cancel = [](std::string payload) {
        return parse_cancel(message_of(std::move(payload)), "weir/bench");
    };
    EXPECT_EQ(cancel(R"({"id":"a1"})")->id, "a1");
    EXPECT_EQ(cancel("a1")->id, "a1");
    EXPECT_FALSE(cancel("")->id);
    EXPECT_FALSE(cancel("{}")->id);
    for (const char* bad : {R"({"Id":"a1"})", R"({"id":7})", "{", "a\x01", R"({"id":""})"})
        EXPECT_FALSE(cancel(bad)) << bad;
}

}  // namespace
}  // namespace weir
