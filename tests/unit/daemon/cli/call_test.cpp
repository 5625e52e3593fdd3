#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/call_dialogue.hpp"
#include "daemon/cli/call_plan.hpp"

namespace weir::test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

settings with_a_pump() {
    settings made;
    made.node.id = "greenhouse";
    made.mqtt.host = "broker.lan";
    command_settings& pump = made.commands.emplace_back();
    pump.name = "pump";
    const std::vector<std::pair<const char*, param_type>> params{{"hz", param_type::number},
                                                                 {"steps", param_type::integer},
                                                                 {"on", param_type::boolean},
                                                                 {"label", param_type::text},
                                                                 {"mode", param_type::choice}};
    for (const auto& [name, type] : params) {
        param_settings& param = pump.params.emplace_back();
        param.name = name;
        param.type = type;
    }
    return made;
}

call_options calling(std::vector<std::string> params, std::string command = "pump") {
    call_options made;
    made.command = std::move(command);
    made.params = std::move(params);
    return made;
}

boost::json::object request_of(const call_plan& plan) {
    return boost::json::parse(plan.payload).as_object();
}

std::string params_sent(const call_plan& plan) {
    return boost::json::serialize(request_of(plan).at("params"));
}

TEST(call_plan, names_everything_below_the_node) {
    const settings configured = with_a_pump();
    const call_plan plan = plan_call(calling({}), &configured);
    EXPECT_EQ(plan.broker.host, "broker.lan");
    EXPECT_EQ(plan.node_status, "weir/greenhouse/status");
    EXPECT_EQ(plan.request, "weir/greenhouse/cmd/pump");
    EXPECT_EQ(plan.cancel, "weir/greenhouse/cmd/pump/cancel");
    EXPECT_EQ(plan.status, "weir/greenhouse/cmd/pump/status");
    EXPECT_EQ(plan.answers, "weir/greenhouse/call/" + plan.client_id);
    EXPECT_THAT(plan.client_id, MatchesRegex("weir-call-[0-9a-f]{8}-[0-9a-f]{4}"));
    EXPECT_LE(plan.client_id.size(), 23U);
}

TEST(call_plan, asks_with_an_id_of_its_own) {
    const settings configured = with_a_pump();
    const call_plan plan = plan_call(calling({}), &configured);
    EXPECT_THAT(plan.id, MatchesRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    EXPECT_NE(plan.id, plan_call(calling({}), &configured).id);
    const boost::json::object expected{{"id", plan.id}, {"client", "weir-call"}, {"ack", true}};
    EXPECT_EQ(request_of(plan), expected);

    const outgoing request = plan.request_message();
    EXPECT_EQ(request.topic, plan.request);
    EXPECT_EQ(request.qos, 1);
    EXPECT_FALSE(request.retain);
    EXPECT_EQ(request.properties->response_topic, plan.answers);
    EXPECT_EQ(request.properties->correlation, plan.id);
    EXPECT_EQ(plan.cancel_message().payload, "{\"id\":\"" + plan.id + "\"}");
}

TEST(call_plan, has_no_response_topic_in_3_1_1) {
    settings configured = with_a_pump();
    configured.mqtt.v5 = false;
    EXPECT_EQ(plan_call(calling({}), &configured).answers, "");
}

TEST(call_plan, types_values_as_the_command_declares_them) {
    const settings configured = with_a_pump();
    const std::vector<std::pair<std::string, std::string>> cases{
        {"hz=20", R"({"hz":20})"},           {"hz=-0.5", R"({"hz":-5E-1})"},
        {"hz=fast", R"({"hz":"fast"})"},     {"hz=", R"({"hz":""})"},
        {"steps=3", R"({"steps":3})"},       {"on=true", R"({"on":true})"},
        {"on=off", R"({"on":false})"},       {"on=maybe", R"({"on":"maybe"})"},
        {"label=007", R"({"label":"007"})"}, {"label=true", R"({"label":"true"})"},
        {"label=a=b", R"({"label":"a=b"})"}, {"label=", R"({"label":""})"},
        {"mode=1", R"({"mode":"1"})"},       {"unknown=1", R"({"unknown":1})"},
    };
    for (const auto& [given, sent] : cases) {
        EXPECT_EQ(params_sent(plan_call(calling({given}), &configured)), sent) << given;
    }
}

TEST(call_plan, types_values_by_their_look_when_it_knows_no_better) {
    const settings configured = with_a_pump();
    const std::vector<std::pair<std::string, std::string>> cases{
        {"a=12", R"({"a":12})"},       {"a=1.5", R"({"a":1.5E0})"},   {"a=true", R"({"a":true})"},
        {"a=false", R"({"a":false})"}, {"a=True", R"({"a":"True"})"}, {"a=on", R"({"a":"on"})"},
        {"a=", R"({"a":""})"},         {"a=1 2", R"({"a":"1 2"})"},   {"a=nan", R"({"a":"nan"})"},
    };
    for (const auto& [given, sent] : cases) {
        EXPECT_EQ(params_sent(plan_call(calling({given}, "other"), &configured)), sent) << given;
    }
}

TEST(call_plan, takes_a_time) {
    const settings configured = with_a_pump();
    for (const auto& [given, sent] :
         std::vector<std::pair<std::string, int>>{{"2s", 2000}, {"500ms", 500}, {"1min", 60'000}}) {
        call_options options = calling({});
        options.timeout = given;
        EXPECT_EQ(request_of(plan_call(options, &configured)).at("timeout_ms"), sent) << given;
    }
    for (const char* bad : {"2", "soon", "0s", "-1s", "100us"}) {
        call_options options = calling({});
        options.timeout = bad;
        EXPECT_THROW(plan_call(options, &configured), usage_error) << bad;
    }
}

TEST(call_plan, refuses_what_is_no_parameter) {
    const settings configured = with_a_pump();
    for (const auto& params :
         std::vector<std::vector<std::string>>{{"20"}, {"=20"}, {""}, {"hz=1", "hz=2"}}) {
        EXPECT_THROW(plan_call(calling(params), &configured), usage_error) << params[0];
    }
}

TEST(call_plan, refuses_names_that_cannot_be_in_a_topic) {
    const settings configured = with_a_pump();
    for (const char* bad : {"", "a/b", "#", "+", "pump/cancel", "\n"}) {
        EXPECT_THROW(plan_call(calling({}, bad), &configured), usage_error) << bad;
        call_options options = calling({});
        options.url = "mqtt://localhost";
        options.node = bad;
        EXPECT_THROW(plan_call(options, nullptr), usage_error) << bad;
    }
    call_options options = calling({});
    options.prefix = "a/#";
    EXPECT_THROW(plan_call(options, &configured), usage_error);
}

TEST(call_plan, takes_a_url_instead_of_a_configuration) {
    struct row {
        const char* url;
        const char* host;
        std::uint16_t port;
        const char* user;
        const char* password;
        bool tls = false;
    };
    for (const row& one : {row{"mqtt://broker.lan", "broker.lan", 1883, "", ""},
                           row{"mqtts://broker.lan", "broker.lan", 8883, "", "", true},
                           row{"mqtt://me@broker.lan:1884", "broker.lan", 1884, "me", ""},
                           row{"mqtt://me:secret@broker.lan", "broker.lan", 1883, "me", "secret"},
                           row{"mqtt://me:s:e@c/r#t@[::1]:1884", "::1", 1884, "me", "s:e@c/r#t"}}) {
        call_options options = calling({});
        options.url = one.url;
        options.node = "n";
        const call_plan plan = plan_call(options, nullptr);
        EXPECT_EQ(plan.broker.host, one.host);
        EXPECT_EQ(plan.broker.port, one.port);
        EXPECT_EQ(plan.broker.username, one.user);
        EXPECT_EQ(plan.broker.password, one.password);
        EXPECT_EQ(plan.broker.tls, one.tls);
        EXPECT_EQ(plan.root, "weir/n");
        EXPECT_GT(plan.broker.keepalive, duration::zero());
    }
}

TEST(call_plan, refuses_a_bad_url_and_tells_no_password) {
    for (const char* url : {"broker.lan", "http://broker.lan", "mqtt://", "mqtt://me:secret@",
                            "me:secret@host", "mqtt://me:secret@host:0", "mqtt://me:secret@host/path"}) {
        call_options options = calling({});
        options.url = url;
        options.node = "n";
        try {
            plan_call(options, nullptr);
            ADD_FAILURE() << url;
        } catch (const usage_error& wrong) {
            EXPECT_THAT(wrong.what(), Not(HasSubstr("secret"))) << url;
        }
    }
    call_options without_node = calling({});
    without_node.url = "mqtt://broker.lan";
    EXPECT_THROW(plan_call(without_node, nullptr), usage_error);
}

// A dialogue about one request.
class call_hears : public testing::Test {
protected:
    call_hears() {
        plan.node_status = "weir/n/status";
        plan.status = "weir/n/cmd/pump/status";
        plan.answers = "weir/n/call/us";
        plan.id = "our-id";
    }
    std::string hear(const std::string& topic, const std::string& payload) {
        return heard.take(incoming(topic, payload, 1, false));
    }
    std::string hear_state(const std::string& rest) {
        return hear(plan.status, R"({"id":"our-id",)" + rest + "}");
    }

    call_plan plan;
    call_dialogue heard{plan, false};
    call_dialogue machine{plan, true};
};

TEST_F(call_hears, each_state_once) {
    EXPECT_FALSE(heard.answered());
    EXPECT_EQ(hear_state(R"("state":"accepted")"), "accepted");
    EXPECT_TRUE(heard.answered());
    EXPECT_EQ(hear(plan.answers, R"({"id":"our-id","state":"accepted"})"), "");
    EXPECT_EQ(hear_state(R"("state":"running")"), "running");
    EXPECT_EQ(hear(plan.answers, R"({"id":"our-id","state":"accepted"})"), "");
    EXPECT_FALSE(heard.ended());
    const std::string last =
        R"({"id":"our-id","state":"succeeded","effect":"applied","duration_ms":124,"result":{"position":42}})";
    EXPECT_EQ(hear(plan.answers, last), R"(succeeded in 124 ms: {"position":42})");
    EXPECT_TRUE(heard.succeeded());
    EXPECT_EQ(hear(plan.status, last), "");
    EXPECT_EQ(hear_state(R"("state":"failed")"), "");
    EXPECT_TRUE(heard.succeeded());
}

TEST_F(call_hears, how_it_succeeded) {
    EXPECT_EQ(hear_state(R"("state":"succeeded","effect":"unknown","duration_ms":3,"result":null)"),
              "succeeded in 3 ms, not confirmed by the device");
    call_dialogue bare(plan, false);
    EXPECT_EQ(bare.take(incoming(plan.status, R"({"id":"our-id","state":"succeeded"})", 1, false)),
              "succeeded");
}

TEST_F(call_hears, why_it_did_not_succeed) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {R"("state":"timed_out","code":"DEADLINE_EXCEEDED","message":"no reply from unit 2 in 500 ms",)"
         R"("effect":"unknown","duration_ms":1004)",
         "timed_out after 1004 ms: no reply from unit 2 in 500 ms (DEADLINE_EXCEEDED, effect unknown)"},
        {R"("state":"rejected","code":"INVALID_ARGUMENT","message":"hz: 99 is above 50","duration_ms":0)",
         "rejected: hz: 99 is above 50 (INVALID_ARGUMENT)"},
        {R"("state":"canceled","code":"CANCELLED","message":"","effect":"none","duration_ms":5)",
         "canceled after 5 ms (CANCELLED, effect none)"},
        {R"("state":"failed","code":"DEVICE_ERROR","message":"\u001b[2Jno","effect":"none")",
         "failed: ?[2Jno (DEVICE_ERROR, effect none)"},
    };
    for (const auto& [said, shown] : cases) {
        call_dialogue one(plan, false);
        EXPECT_EQ(one.take(incoming(plan.status, R"({"id":"our-id",)" + said + "}", 1, false)), "");
        EXPECT_TRUE(one.ended());
        EXPECT_FALSE(one.succeeded());
        EXPECT_EQ(one.failure(), shown);
    }
}

TEST_F(call_hears, a_warning_and_an_answer_to_its_cancel) {
    EXPECT_EQ(hear_state(R"("state":"accepted","warning":"the clock is not set")"),
              "accepted; the clock is not set");
    EXPECT_EQ(hear_state(R"("cancel":"accepted")"), "cancel: accepted");
    EXPECT_EQ(hear_state(R"("state":"canceling")"), "canceling");
}

TEST_F(call_hears, nothing_of_others) {
    EXPECT_EQ(hear(plan.status, R"({"id":"another","state":"failed"})"), "");
    EXPECT_EQ(hear("weir/n/cmd/other/status", R"({"id":"our-id","state":"failed"})"), "");
    for (const char* nonsense :
         {"", "{", "[]", "null", "{}", R"({"id":7,"state":"failed"})", R"({"id":"our-id"})",
          R"({"id":"our-id","state":7})", R"({"id":"our-id","state":"melted"})"}) {
        EXPECT_EQ(hear(plan.status, nonsense), "") << nonsense;
    }
    EXPECT_FALSE(heard.answered());
}

TEST_F(call_hears, an_answer_that_only_its_correlation_names) {
    incoming answer(plan.answers, R"({"id":"6f75722d6964","state":"rejected","code":"NOT_FOUND"})", 1, false);
    EXPECT_EQ(heard.take(answer), "");
    EXPECT_FALSE(heard.answered());
    auto with = std::make_shared<message_properties>();
    with->correlation = plan.id;
    answer.properties = with;
    heard.take(answer);
    EXPECT_EQ(heard.failure(), "rejected (NOT_FOUND)");
}

TEST_F(call_hears, whether_the_node_is_there) {
    EXPECT_FALSE(heard.online() || heard.offline());
    hear(plan.node_status, "online");
    EXPECT_TRUE(heard.online());
    hear(plan.node_status, "offline");
    EXPECT_TRUE(heard.offline());
}

TEST_F(call_hears, messages_as_they_are_when_a_machine_reads_them) {
    const std::string spaced = "{\"id\": \"our-id\",\n \"state\": \"failed\", \"code\": \"INTERNAL\"}";
    EXPECT_EQ(machine.take(incoming(plan.status, spaced, 1, false)),
              R"({"id":"our-id","state":"failed","code":"INTERNAL"})");
    EXPECT_THAT(machine.failure(), HasSubstr("INTERNAL"));
    EXPECT_EQ(machine.take(incoming(plan.answers, spaced, 1, false)), "");
}

}  // namespace
}  // namespace weir::test
