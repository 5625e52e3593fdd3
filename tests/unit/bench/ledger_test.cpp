#include "tests/bench/load/ledger.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace weir::bench {
namespace {

boost::json::object report(ledger& account) {
    return boost::json::parse(account.report()).as_object();
}

std::string stamped(int seq, int ts) {
    return "{\"seq\":" + std::to_string(seq) + ",\"ts\":" + std::to_string(ts) + "}";
}

TEST(Ledger, AccountsForEveryLineOfEveryPort) {
    ledger account;
    account.begin(2, 10, 3);
    for (const int seq : {10, 12, 11, 11})
        account.take({"bench/0/state", stamped(seq, 0)}, 1000);
    account.take({"bench/1/state", stamped(10, 0)}, 1000);
    const auto seen = report(account);
    EXPECT_EQ(seen.at("received"), 4);
    EXPECT_EQ(seen.at("lost"), 2);
    EXPECT_EQ(seen.at("duplicates"), 1);
    EXPECT_EQ(seen.at("reordered"), 1);
    EXPECT_EQ(seen.at("ports_seen"), 2);
}

TEST(Ledger, CountsWhatIsOfNoPortOrOfAnotherRunAsForeign) {
    ledger account;
    account.begin(1, 10, 3);
    account.take({"bench/0/state", stamped(9, 0)}, 1);
    account.take({"bench/0/state", stamped(13, 0)}, 1);
    account.take({"bench/1/state", stamped(10, 0)}, 1);
    account.take({"weir/0/state", stamped(10, 0)}, 1);
    account.take({"bench/0/state", "offline"}, 1);
    EXPECT_EQ(report(account).at("foreign"), 5);
    EXPECT_EQ(report(account).at("received"), 0);
}

TEST(Ledger, TakesTheDevicesStampsOutOfASampleThatHasItsOwn) {
    ledger account;
    account.begin(1, 1, 1);
    account.take({"bench/0/state", R"({"ts":"2026-11-22T14:31:05Z","seq":7,"seq_":1,"ts_":1000})"}, 3000);
    EXPECT_EQ(report(account).at("max_us"), 2.0);
}

TEST(Ledger, CountsAnswersOfCommandsThatSucceeded) {
    ledger account;
    account.begin(1, 1, 2);
    const std::string first = stamped(1, 0), second = stamped(2, 0);
    account.take({"bench/0/reply", R"({"state":"succeeded"})", first}, 1);
    account.take({"bench/0/reply", R"({"state":"rejected"})", second}, 1);
    EXPECT_EQ(report(account).at("received"), 1);
    EXPECT_EQ(report(account).at("failed"), 1);
}

TEST(Ledger, QuantilesAreOfTheNearestRank) {
    ledger account;
    account.begin(1, 0, 101);
    for (int i = 0; i <= 100; ++i)
        account.take({"bench/0/state", stamped(i, 0)}, (100 - i) * 1000);
    const auto seen = report(account);
    EXPECT_EQ(seen.at("p50_us"), 50.0);
    EXPECT_EQ(seen.at("p99_us"), 99.0);
    EXPECT_EQ(seen.at("p999_us"), 100.0);
    EXPECT_EQ(seen.at("max_us"), 100.0);
}

TEST(Ledger, HasNoQuantilesOfNothing) {
    ledger account;
    account.begin(1, 0, 1);
    EXPECT_EQ(report(account).at("p99_us"), -1.0);
}

}  // namespace
}  // namespace weir::bench
