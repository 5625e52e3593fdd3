#include "daemon/command/reporter.hpp"

#include <gmock/gmock.h>

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A reporter of one command, "go"; what it says stands as its topics.
class reporter_test : public ::testing::Test {
protected:
    reporter_test() { go_.name = "go"; }

    plain_end ended_as(command_state state) {
        plain_end what;
        what.command = go_.name;
        what.settings = &go_;
        what.asked.reply = reply_address{"re", "", false};
        what.how.state = state;
        return what;
    }
    static reporter::voice into(std::vector<std::string>& topics) {
        return [&topics](outgoing message) { topics.push_back(std::move(message.topic)); };
    }

    command_settings go_;
    std::vector<std::string> owed_;
    std::vector<std::string> mentioned_;
    reporter tested_{{"n", into(owed_), into(mentioned_), [](std::string, std::string) {},
                      [](monotonic_time) { return std::string("now"); },
                      [](const command_settings&) { return std::string("port"); }}};
};

TEST_F(reporter_test, OnlyMentionsWhatWasRejected) {
    tested_.ended(ended_as(command_state::rejected), true);
    EXPECT_THAT(mentioned_, ElementsAre("re", "n/cmd/go/status", "n/audit"));
    EXPECT_THAT(owed_, IsEmpty());
}

TEST_F(reporter_test, OwesAllOtherEnds) {
    for (const command_state state :
         {command_state::succeeded, command_state::failed, command_state::expired}) {
        owed_.clear();
        tested_.ended(ended_as(state), true);
        EXPECT_THAT(owed_, ElementsAre("re", "n/cmd/go/status", "n/audit"));
    }
    EXPECT_THAT(mentioned_, IsEmpty());
}

TEST_F(reporter_test, OwesWhatBecomesOfJobs) {
    request asked;
    asked.reply = reply_address{"re", "", false};
    asked.ack = true;
    const auto which = make_job(0, go_, asked, origin::client, "port");
    tested_.accepted(*which);
    tested_.changed(*which);
    tested_.audit(*which);
    EXPECT_THAT(owed_, ElementsAre("n/cmd/go/status", "re", "n/cmd/go/status", "n/audit"));
    EXPECT_THAT(mentioned_, IsEmpty());
}

TEST_F(reporter_test, OnlyMentionsDoubles) {
    const auto which = make_job(0, go_, request(), origin::client, "port");
    tested_.repeat(*which, reply_address{"re", "", true});
    EXPECT_THAT(mentioned_, ElementsAre("n/cmd/go/status", "re"));
    EXPECT_THAT(owed_, IsEmpty());
}

TEST_F(reporter_test, OnlyMentionsAnswersToCancels) {
    tested_.cancel_answer("go", "1", std::nullopt, reporter::cancel_outcome::not_found, 0);
    EXPECT_THAT(mentioned_, ElementsAre("n/cmd/go/status"));
    EXPECT_THAT(owed_, IsEmpty());
}

}  // namespace
}  // namespace weir
