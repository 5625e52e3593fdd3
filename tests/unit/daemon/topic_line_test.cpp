#include "daemon/command/topic_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/mqtt/session.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/fake_link.hpp"
#include "tests/support/line_log.hpp"

namespace weir {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

command_settings command_to(std::string topic, std::uint8_t qos = 1) {
    command_settings made;
    made.topic = std::move(topic);
    made.topic_qos = qos;
    return made;
}

// A line of topics whose broker is played by the test.
class topic_line_test : public ::testing::Test {
protected:
    ~topic_line_test() override {
        running.cancel();
        EXPECT_TRUE(until([&] { return running.ended(); }));
    }

    awaitable<link_status> publish(const outgoing& message) {
        published.push_back(message.topic + "=" + message.payload + ":" + std::to_string(message.qos));
        answer_.reset();
        while (!answer_) {
            const wake why = co_await answered_.wait();
            if (why == wake::canceled) co_return link_status(link_errc::canceled, "");
        }
        co_return *answer_;
    }
    void acknowledge(link_status how = {}) {
        answer_ = std::move(how);
        answered_.notify_all();
    }

    bool until(const std::function<bool()>& condition) { return test::run_until(context, condition); }
    bool publishes(std::size_t times) {
        return until([&] { return published.size() == times; });
    }
    bool told(std::size_t times) {
        return until([&] { return user.told.size() >= times; });
    }
    void come_up() {
        to_line.on_state(true, "");
        device.connection(true);
    }
    void write(std::string payload) { device.write(command, std::move(payload)); }

    boost::asio::io_context context{1};
    stall_detector stalls;
    task root{"root", stalls};
    const command_settings command = command_to("lamp/set");
    std::vector<std::string> published;
    test::line_log user;
    topic_line device{user, [this](const outgoing& message, monotonic_time) { return publish(message); },
                      "lamp/state"};
    const subscriber to_line = device.as_subscriber();
    test::spawned running{context, device.run(root)};

private:
    std::optional<link_status> answer_;
    event answered_;
};

TEST_F(topic_line_test, IsUpWhileBrokerAndSubscriptionStand) {
    device.connection(true);
    EXPECT_THAT(user.told, IsEmpty());
    to_line.on_state(true, "");
    to_line.on_state(false, "not authorised");
    device.connection(false);
    to_line.on_state(true, "");
    device.connection(true);
    device.connection(false);
    EXPECT_THAT(user.told, ElementsAre("opened",  //
                                       "lost no answers can come on lamp/state: not authorised after 0",
                                       "opened", "lost the broker is not connected after 0"));
}

TEST_F(topic_line_test, NeedsTheBrokerAloneWhenNobodyAnswers) {
    topic_line mute(user, {}, "");
    mute.connection(true);
    EXPECT_THAT(user.told, ElementsAre("opened"));
}

TEST_F(topic_line_test, PublishesOnTheCommandsOwnTopic) {
    come_up();
    write("ON");
    ASSERT_TRUE(publishes(1));
    EXPECT_EQ(user.told.size(), 1U);
    acknowledge();
    ASSERT_TRUE(told(2));
    device.write(command_to("lamp/dim", 2), "50");
    ASSERT_TRUE(publishes(2));
    acknowledge();
    ASSERT_TRUE(told(3));
    EXPECT_THAT(user.told, ElementsAre("opened", "written", "written"));
    EXPECT_THAT(published, ElementsAre("lamp/set=ON:1", "lamp/dim=50:2"));
}

TEST_F(topic_line_test, RefusesASecondWriteAndAnyWhileItIsDown) {
    EXPECT_THROW(write("early"), std::logic_error);
    come_up();
    write("one");
    EXPECT_THROW(write("two"), std::logic_error);
    ASSERT_TRUE(publishes(1));
    EXPECT_THROW(write("three"), std::logic_error);
}

TEST_F(topic_line_test, OffersWhatComesLiveWhileItIsUp) {
    user.answers = {"ON"};
    to_line.on_message({"lamp/state", "early", 1, false});
    come_up();
    to_line.on_message({"lamp/state", "OFF", 1, true});
    to_line.on_message({"lamp/state", "ON", 1, false});
    EXPECT_THAT(user.offered, ElementsAre("ON"));
}

TEST_F(topic_line_test, ARefusedMessageLeavesTheLineUp) {
    come_up();
    write("ON");
    ASSERT_TRUE(publishes(1));
    acknowledge(link_status(link_errc::not_authorised, "PUBACK 135"));
    ASSERT_TRUE(told(2));
    EXPECT_EQ(user.told.back(), "refused " + link_status(link_errc::not_authorised, "PUBACK 135").message());
    write("OFF");
    ASSERT_TRUE(publishes(2));
    acknowledge();
    ASSERT_TRUE(told(3));
    EXPECT_EQ(user.told.back(), "written");
}

TEST_F(topic_line_test, ALostConnectionEndsTheWriteAndItIsNotSentAgain) {
    come_up();
    write("ON");
    ASSERT_TRUE(publishes(1));
    device.connection(false);
    EXPECT_THAT(user.told, ElementsAre("opened", "lost the broker is not connected after 2"));
    device.connection(true);
    write("OFF");
    acknowledge(link_status(link_errc::lost, ""));  // the first one's end, late
    ASSERT_TRUE(publishes(2));
    acknowledge();
    ASSERT_TRUE(told(4));
    EXPECT_THAT(user.told,
                ElementsAre("opened", "lost the broker is not connected after 2", "opened", "written"));
    EXPECT_THAT(published, ElementsAre("lamp/set=ON:1", "lamp/set=OFF:1"));
}

TEST_F(topic_line_test, AWriteThatHasNotBegunIsLostWithoutAByte) {
    come_up();
    write("ON");
    device.connection(false);
    EXPECT_EQ(user.told.back(), "lost the broker is not connected after 0");
    device.connection(true);
    write("OFF");
    ASSERT_TRUE(publishes(1));
    EXPECT_THAT(published, ElementsAre("lamp/set=OFF:1"));
}

TEST_F(topic_line_test, ALossThatIsToldByTheMessageAloneIsOneToo) {
    come_up();
    write("ON");
    ASSERT_TRUE(publishes(1));
    const link_status how(link_errc::lost, "gone");
    acknowledge(how);
    ASSERT_TRUE(told(3));
    EXPECT_THAT(user.told, ElementsAre("opened", "lost " + how.message() + " after 2", "opened"));
}

TEST_F(topic_line_test, AnAbandonedWriteIsLostAndTheLineComesUpAnew) {
    come_up();
    device.abandon_write();
    write("ON");
    ASSERT_TRUE(publishes(1));
    device.abandon_write();
    EXPECT_EQ(user.told.size(), 1U) << "never from within the call";
    ASSERT_TRUE(told(3));
    EXPECT_THAT(
        user.told,
        ElementsAre("opened", "lost the broker does not acknowledge what is published after 2", "opened"));
    write("OFF");
    ASSERT_TRUE(publishes(2));
    acknowledge();
    ASSERT_TRUE(told(4));
    EXPECT_EQ(user.told.back(), "written");
}

TEST_F(topic_line_test, TheEndDuringAWriteTellsWhatMayHaveBeenSent) {
    come_up();
    write("ON");
    ASSERT_TRUE(publishes(1));
    running.cancel();
    ASSERT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(user.told.size(), 1U);
    device.connection(false);
    EXPECT_EQ(user.told.back(), "lost the broker is not connected after 2");
}

TEST_F(topic_line_test, ManyWritesAndLossesLeaveNothingBehind) {
    come_up();
    for (std::size_t i = 1; i <= 300; ++i) {
        write("ON");
        ASSERT_TRUE(publishes(i));
        if (i % 3 == 0) acknowledge();
        if (i % 3 == 1) device.abandon_write();
        if (i % 3 == 2) {
            device.connection(false);
            device.connection(true);
        }
        const std::size_t ends = 1 + (i / 3) * 5 + (i % 3) * 2;
        ASSERT_TRUE(told(ends)) << i;
    }
}

// With the session itself: up when it is connected and subscribed, down with the connection.
TEST(TopicLineOnASession, FollowsTheConnection) {
    boost::asio::io_context context{1};
    stall_detector stalls;
    task root("root", stalls);
    test::fake_link link;
    mqtt_settings broker;
    broker.prefix = "weir";
    session mqtt(context.get_executor(), link, {broker, "n"});
    test::line_log user;
    topic_line device(
        user, [&](const outgoing& one, monotonic_time by) { return mqtt.publish(one, by); }, "lamp/state");
    mqtt.subscribe(device.reply_topic(), 1, device.as_subscriber());
    mqtt.on_connection = [&](bool up) { device.connection(up); };

    link.expect("connect weir-n");
    link.expect("subscribe lamp/state:1");
    link.expect("send weir/n/status=online");
    test::spawned connecting(context, mqtt.run(root));
    test::spawned running(context, device.run(root));
    ASSERT_TRUE(test::run_until(context, [&] { return user.told.size() == 1; }));

    link.expect("publish lamp/set=ON");
    device.write(command_to("lamp/set"), "ON");
    ASSERT_TRUE(test::run_until(context, [&] { return user.told.size() == 2; }));
    user.answers = {"ON"};
    link.deliver({"lamp/state", "ON", 1, false});
    link.lose(link_status(link_errc::lost, "gone"));
    EXPECT_EQ(user.told.at(1), "written");
    EXPECT_THAT(user.told.at(2), testing::StartsWith("lost no answers can come on lamp/state: "));
    EXPECT_THAT(user.offered, ElementsAre("ON"));
    for (test::spawned* each : {&connecting, &running}) {
        each->cancel();
        EXPECT_TRUE(test::run_until(context, [&] { return each->ended(); }));
    }
}

}  // namespace
}  // namespace weir
