#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/line_log.hpp"
#include "tests/support/port_bench.hpp"

namespace weir {
namespace {

using testing::ElementsAre;

// Another source takes the place of a port's reader while it is open.
class port_exchange : public test::port_bench {
protected:
    ~port_exchange() override {
        end(running);
        device.exchange_readers(nullptr, {});
    }
    void exchange() {
        device.exchange_readers(&other, {&other});
        device.go_on();
    }

    source other{configured.sources.at(0), {"r", clock, out, announce}};
};

TEST_F(port_exchange, hands_on_what_comes_from_then_on_without_opening_anew) {
    line->sends("1\n2");
    ASSERT_TRUE(until([&] { return reader.counters().published == 1; }));
    EXPECT_FALSE(other.available());
    exchange();
    EXPECT_TRUE(other.available());
    line->sends("3\n4\n");
    ASSERT_TRUE(until([&] { return other.counters().published == 2; }));
    EXPECT_EQ(reader.counters().published, 1U);
    EXPECT_EQ(attempts, 1);
    std::vector<std::string> told;
    while (!out.empty())
        told.push_back(out.pop().payload);
    EXPECT_THAT(told, ElementsAre(testing::HasSubstr("\"t\":1"), testing::HasSubstr("\"t\":23"),
                                  testing::HasSubstr("\"t\":4")));
}

TEST_F(port_exchange, a_reader_that_stays_is_not_told_again) {
    ASSERT_TRUE(until([&] { return reader.available(); }));
    reader.input_down();
    device.exchange_readers(&reader, {&reader});
    EXPECT_FALSE(reader.available());
}

TEST_F(port_exchange, lets_go_of_a_reader_that_waits_for_the_outbox) {
    fill_outbox();
    line->sends("1\n");
    ASSERT_TRUE(until([&] { return reader.waits(); }));
    test::spawned resting(context, device.rest());
    ASSERT_TRUE(until([&] { return resting.ended(); }));
    reader.finish(monotonic_clock::now());
    exchange();
    line->sends("2\n");
    ASSERT_TRUE(until([&] { return other.waits(); }));
    EXPECT_EQ(out.size(), outbox_limit + 1);
    while (!out.empty())
        out.pop();
    EXPECT_TRUE(until([&] { return other.counters().published == 1 && !other.waits(); }));
    EXPECT_EQ(reader.dropped() + other.dropped(), 0U);
}

TEST_F(port_exchange, is_silent_when_all_that_it_feeds_now_are) {
    ASSERT_TRUE(until([&] { return state() == "silent"; }));
    exchange();
    EXPECT_EQ(state(), "open");
}

TEST_F(port_exchange, takes_a_user_while_it_is_open) {
    ASSERT_TRUE(until([&] { return reader.available(); }));
    test::line_log user;
    device.commanded_by(user);
    EXPECT_THAT(user.told, ElementsAre("opened"));
    device.write("hello\n");
    ASSERT_TRUE(until([&] { return user.told.size() == 2; }));
    EXPECT_EQ(line->written(), "hello\n");
    EXPECT_EQ(attempts, 1);
    end(running);
    device.finish();
    EXPECT_THAT(user.told, ElementsAre("opened", "written", "lost weir has stopped after 0"));
}

TEST_F(port_exchange, loses_nothing_of_what_it_reads_when_a_user_comes) {
    line->sends("1\n2");
    ASSERT_TRUE(until([&] { return reader.counters().published == 1; }));
    test::line_log user;
    device.commanded_by(user);
    line->sends("3\n");
    ASSERT_TRUE(until([&] { return reader.counters().published == 2; }));
    out.pop();
    EXPECT_THAT(out.pop().payload, testing::HasSubstr("\"t\":23"));
    EXPECT_EQ(attempts, 1);
    end(running);
    device.finish();
}

TEST_F(port_exchange, takes_a_user_while_it_waits_for_the_outbox) {
    fill_outbox();
    line->sends("1\n");
    ASSERT_TRUE(until([&] { return reader.waits(); }));
    test::line_log user;
    device.commanded_by(user);
    device.write("hello\n");
    while (!out.empty())
        out.pop();
    ASSERT_TRUE(until([&] { return user.told.size() == 2 && !reader.waits(); }));
    EXPECT_THAT(user.told, ElementsAre("opened", "written"));
    line->sends("2\n");
    ASSERT_TRUE(until([&] { return reader.counters().published == 2; }));
    EXPECT_EQ(attempts, 1);
    end(running);
    device.finish();
}

}  // namespace
}  // namespace weir
