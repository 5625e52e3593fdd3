#include "daemon/rehearsal/played_broker.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/coroutine.hpp"

namespace weir::test {
namespace {

// Writes down what it is told.
class listener final : public link_events {
public:
    void on_message(incoming&& message) override {
        add(fmt::format("{}={}{} #{}", message.topic, message.payload, message.retained ? " retained" : "",
                        message.subscription));
    }
    void on_delivered(std::uint32_t id, const link_status& how) override {
        add(fmt::format("delivered {}{}", id, how ? "" : " not"));
    }
    void on_progress() override {}
    void on_down(const link_status& why) override { add("down: " + why.detail); }

    std::vector<std::string> told;

private:
    void add(std::string what) { told.push_back(std::move(what)); }
};

class with_a_played_broker : public testing::Test {
protected:
    with_a_played_broker() : link(broker.link(context.get_executor())) { link->observe(user); }

    template <class T>
    T wait_for(awaitable<T> work) {
        std::optional<T> result;
        spawned test(context, keep_result(std::move(work), result));
        turn();
        return std::move(result.value());
    }
    void turn() {
        context.restart();
        context.poll();
    }
    link_status connect(bool v5 = true) {
        mqtt_settings settings;
        settings.v5 = v5;
        const link_options options(settings, "weir-n", std::nullopt);
        return wait_for(link->connect(options, never));
    }
    void subscribe(const std::vector<subscription>& wanted) {
        EXPECT_EQ(wait_for(link->subscribe(wanted, never)).size(), wanted.size());
    }
    std::vector<std::string> told() {
        turn();
        return std::exchange(user.told, {});
    }

    using lines = std::vector<std::string>;
    boost::asio::io_context context{1};
    played_broker broker;
    listener user;
    std::unique_ptr<mqtt_link> link;
};

subscription request(std::string filter, std::uint32_t identifier) {
    subscription made(std::move(filter), 1, identifier);
    made.requests = true;
    return made;
}

TEST_F(with_a_played_broker, messages_come_once_for_each_subscription_that_takes_them) {
    ASSERT_TRUE(connect());
    subscribe({{"a/#", 0, 1}, {"a/b", 1, 2}, {"$share/g/a/+", 1, 3}, {"c", 1, 4}});
    broker.publish(outgoing("a/b", "x", 1));
    EXPECT_EQ(told(), (lines{"a/b=x #1", "a/b=x #2", "a/b=x #3"}));
    broker.publish(outgoing("d", "x", 1));
    EXPECT_EQ(told(), lines{});
}

TEST_F(with_a_played_broker, nothing_comes_for_a_filter_once_it_is_unsubscribed) {
    ASSERT_TRUE(connect());
    subscribe({{"a", 0, 1}, {"b", 0, 2}});
    broker.publish(outgoing("a", "on its way", 1));
    const std::vector<std::string> filters{"a"};
    EXPECT_EQ(wait_for(link->unsubscribe(filters, never)).size(), 1U);
    EXPECT_EQ(told(), lines{"a=on its way #1"});
    broker.publish(outgoing("a", "x", 1));
    broker.publish(outgoing("b", "x", 1));
    EXPECT_EQ(told(), lines{"b=x #2"});
}

TEST_F(with_a_played_broker, the_older_protocol_knows_no_identifiers) {
    ASSERT_TRUE(connect(false));
    subscribe({{"a/#", 0, 1}, request("a/b", 2)});
    broker.publish(outgoing("a/b", "x", 1, true));
    EXPECT_EQ(told(), lines{"a/b=x #0"});
}

TEST_F(with_a_played_broker, what_is_kept_comes_with_the_subscription_until_it_is_cleared) {
    broker.publish(outgoing("a", "1", 0, true));
    broker.publish(outgoing("b", "1", 0, true));
    broker.publish(outgoing("a", "2", 0, true));
    broker.publish(outgoing("b", "", 0, true));
    broker.publish(outgoing("c", "1", 0));
    ASSERT_TRUE(connect());
    subscribe({{"#", 0, 1}});
    EXPECT_EQ(told(), lines{"a=2 retained #1"});
    broker.publish(outgoing("a", "3", 0, true));
    EXPECT_EQ(told(), lines{"a=3 #1"});
}

TEST_F(with_a_played_broker, requests_are_told_apart_from_what_is_kept_and_from_weirs_own) {
    ASSERT_TRUE(connect());
    subscribe({request("cmd", 1), {"#", 1, 2}});
    broker.publish(outgoing("cmd", "x", 1, true));
    EXPECT_EQ(told(), (lines{"cmd=x retained #1", "cmd=x #2"}));
    EXPECT_EQ(link->send(outgoing("cmd", "y", 1), 7), mqtt_link::sent::taken);
    EXPECT_EQ(told(), (lines{"cmd=y #2", "delivered 7"}));
}

TEST_F(with_a_played_broker, what_weir_publishes_is_heard) {
    EXPECT_EQ(link->send(outgoing("a", "x"), 1), mqtt_link::sent::down);
    ASSERT_TRUE(connect());
    EXPECT_EQ(link->send(outgoing("a", "x"), 1), mqtt_link::sent::taken);
    const outgoing other("b", "y", 1, true);
    EXPECT_TRUE(wait_for(link->publish(other, never)));
    ASSERT_EQ(broker.heard().all().size(), 2U);
    EXPECT_EQ(broker.heard().all()[0].what.topic, "a");
    EXPECT_EQ(broker.heard().all()[1].what.payload, "y");
    EXPECT_EQ(told(), lines{});
}

TEST_F(with_a_played_broker, a_connection_is_lost_when_it_goes_down) {
    ASSERT_TRUE(connect());
    subscribe({{"a", 0, 1}});
    broker.publish(outgoing("a", "lost with it", 0));
    broker.become(false);
    EXPECT_FALSE(link->connected());
    EXPECT_EQ(told(), lines{"down: the broker went down"});
    EXPECT_EQ(connect().error, link_errc::refused_for_now);
    const outgoing message("a", "x");
    EXPECT_FALSE(wait_for(link->publish(message, never)));
    broker.become(true);
    EXPECT_TRUE(connect());
    broker.publish(outgoing("a", "x"));
    EXPECT_EQ(told(), lines{}) << "a clean start";
    EXPECT_TRUE(wait_for(link->disconnect(never)));
    broker.become(false);
    EXPECT_EQ(told(), lines{}) << "it was not lost";
}

TEST(transcript, passes_over_what_came_before_and_could_have_been) {
    transcript<std::string> heard;
    for (const char* each : {"a1", "b1", "a2", "a3"})
        heard.add(each, {});
    const auto alike = [](const std::string& one, const std::string& other) { return one[0] == other[0]; };
    const auto take = [&](const std::string& wanted) {
        std::size_t looked_at = 0;
        return heard.take(
            looked_at, [&](const std::string& each) { return each == wanted; }, alike);
    };
    EXPECT_TRUE(take("a2"));
    EXPECT_FALSE(take("a2")) << "once";
    EXPECT_FALSE(take("a1")) << "passed over";
    EXPECT_TRUE(take("b1"));
    EXPECT_TRUE(take("a3"));
    using fate = transcript<std::string>::fate;
    EXPECT_EQ(heard.all()[0].became, fate::passed_over);
    EXPECT_EQ(heard.all()[1].became, fate::expected);
}

}  // namespace
}  // namespace weir::test
