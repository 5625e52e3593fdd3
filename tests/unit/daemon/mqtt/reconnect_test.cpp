#include "daemon/mqtt/reconnect.hpp"

#include <gtest/gtest.h>

namespace weir::test {
namespace {

using namespace std::chrono_literals;

const backoff_policy policy{.first = 500ms, .most = 30s};

TEST(reconnect_policy, waits_longer_after_each_failure_up_to_the_cap) {
    reconnect_policy tested(policy);
    const link_status refused(link_errc::refused_for_now, "");
    for (const auto expected : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 30000ms, 30000ms}) {
        EXPECT_EQ(tested.next(refused, 0s, 0), expected);
    }
}

TEST(reconnect_policy, begins_anew_after_a_connection_that_lived) {
    reconnect_policy tested(policy);
    const link_status lost(link_errc::lost, "");
    for (int i = 0; i < 10; ++i) {
        static_cast<void>(tested.next(lost, 0s, 0));
    }
    EXPECT_EQ(tested.next(lost, 1min, 0), 500ms);
}

TEST(reconnect_policy, spreads_many_daemons_that_lost_one_broker) {
    const link_status lost(link_errc::lost, "");
    EXPECT_LT(reconnect_policy(policy).next(lost, 0s, 0.9), reconnect_policy(policy).next(lost, 0s, 0.1));
}

TEST(reconnect_policy, waits_at_the_cap_for_what_people_must_mend) {
    for (const auto why : {link_errc::identifier_taken, link_errc::bad_credentials, link_errc::not_authorised,
                           link_errc::untrusted}) {
        EXPECT_EQ(reconnect_policy(policy).next(link_status(why, ""), 1min, 0), 30s);
        EXPECT_FALSE(remedy(link_status(why, "")).empty());
    }
}

TEST(reconnect_policy, speaks_only_of_what_changes) {
    reconnect_policy tested(policy);
    const link_status refused(link_errc::refused_for_now, "one");
    const link_status refused_again(link_errc::refused_for_now, "other");
    const link_status password(link_errc::bad_credentials, "");
    EXPECT_TRUE(tested.is_news(refused));
    EXPECT_FALSE(tested.is_news(refused_again));
    EXPECT_TRUE(tested.is_news(password));
    EXPECT_FALSE(tested.is_news(password));
    tested.connected();
    EXPECT_TRUE(tested.is_news(password));
}

TEST(link_status, names_what_the_caller_may_do_next) {
    struct row {
        int reason;
        link_errc meaning;
    };
    for (const row& one : {row{0x88, link_errc::refused_for_now}, row{3, link_errc::refused_for_now},
                           row{0x86, link_errc::bad_credentials}, row{4, link_errc::bad_credentials},
                           row{0x87, link_errc::not_authorised}, row{5, link_errc::not_authorised},
                           row{0x8E, link_errc::identifier_taken}, row{0x84, link_errc::protocol},
                           row{1, link_errc::protocol}, row{0x8D, link_errc::lost}}) {
        EXPECT_EQ(meaning_of_reason(one.reason), one.meaning) << one.reason;
    }
}

TEST(link_status, says_what_and_why) {
    EXPECT_TRUE(link_status());
    const link_status refused(link_errc::bad_credentials, "code 134");
    EXPECT_FALSE(refused);
    EXPECT_EQ(refused.message(), "the broker refuses the user name or password: code 134");
    EXPECT_EQ(link_status(link_errc::canceled, "").message(), "cancelled");
}

}  // namespace
}  // namespace weir::test
