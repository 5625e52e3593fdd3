#include "daemon/command/answer.hpp"

#include <boost/json/object.hpp>
#include <gtest/gtest.h>

namespace weir {
namespace {

using namespace std::chrono_literals;

// What there is to tell of a request to "go", which has ended.
class answer : public ::testing::Test {
protected:
    answer() {
        asked_.id = "a\"1";
        asked_.received_at = wall_time(1s);
        go_.name = "go";
        how_.state = command_state::failed;
        how_.code = command_code::device_error;
        how_.effect = command_effect::none;
        how_.message = "ERR 7";
        how_.result =
            boost::json::object{{"position", 42}, {"ratio", 0.5}, {"homed", false}, {"at", nullptr}};
    }
    request_facts facts() { return {asked_, "go", &go_, how_}; }
    request_facts ended() {
        request_facts made = facts();
        made.port = "rs485";
        made.attempts = 2;
        made.started_at = "1970-01-01T00:00:01.001Z";
        made.ended_at = "1970-01-01T00:00:01.124Z";
        made.took = 124'900us;
        return made;
    }

    request asked_;
    command_settings go_;
    verdict how_;
};

TEST_F(answer, tells_all_of_what_has_ended) {
    asked_.warning = "late";
    EXPECT_EQ(
        answer_text(ended()),
        R"({"id":"a\"1","command":"go","state":"failed","code":"DEVICE_ERROR","message":"ERR 7",)"
        R"("result":{"position":42,"ratio":0.5,"homed":false,"at":null},"effect":"none","duplicate":false,)"
        R"("attempts":2,"port":"rs485","received_at":"1970-01-01T00:00:01.000Z",)"
        R"("started_at":"1970-01-01T00:00:01.001Z","ended_at":"1970-01-01T00:00:01.124Z",)"
        R"("duration_ms":124,"warning":"late"})");
}

TEST_F(answer, leaves_open_what_is_not_known_before_the_end) {
    how_ = {command_state::running, command_code::none, command_effect::unknown, "", nullptr};
    EXPECT_EQ(answer_text(facts(), true),
              R"({"id":"a\"1","command":"go","state":"running","code":null,"message":"","result":null,)"
              R"("effect":null,"duplicate":true,"attempts":0,"port":null,)"
              R"("received_at":"1970-01-01T00:00:01.000Z","started_at":null,"ended_at":null,)"
              R"("duration_ms":null})");
}

TEST_F(answer, has_a_line_in_the_audit) {
    asked_.client = "panel";
    EXPECT_EQ(audit_text(ended(), {std::string_view("G\x01\n", 3), "OK"}),
              R"({"id":"a\"1","command":"go","client":"panel","params":{},)"
              R"("received_at":"1970-01-01T00:00:01.000Z","started_at":"1970-01-01T00:00:01.001Z",)"
              R"("ended_at":"1970-01-01T00:00:01.124Z","attempts":2,"written":"47010a","state":"failed",)"
              R"("code":"DEVICE_ERROR","message":"ERR 7","effect":"none","late":"OK"})");
}

TEST_F(answer, has_no_client_in_the_audit_when_none_is_said) {
    const std::string told = audit_text(facts(), {});
    EXPECT_NE(told.find(R"("client":null)"), std::string::npos) << told;
    EXPECT_EQ(told.find("late"), std::string::npos) << told;
}

}  // namespace
}  // namespace weir
