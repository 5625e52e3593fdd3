#include "daemon/reload_requests.hpp"

#include <gtest/gtest.h>
#include <string>

#include "tests/support/coroutine.hpp"

namespace weir {
namespace {

using test::run_until;
using test::spawned;

awaitable<void> count_rounds(reload_requests& tested, int& rounds) {
    for (;;) {
        const bool on = co_await tested.next();
        if (!on) co_return;
        ++rounds;
    }
}

class reload_requests_test : public ::testing::Test {
protected:
    ~reload_requests_test() override {
        reloading_.cancel();
        EXPECT_TRUE(run_until(context_, [&] { return reloading_.ended(); }));
    }
    void turn() {
        context_.restart();
        context_.poll();
    }

    boost::asio::io_context context_{1};
    reload_requests tested_;
    int rounds_ = 0;
    spawned reloading_{context_, count_rounds(tested_, rounds_)};
};

constexpr const char* wanted = "{\"reload\":\"wanted\"}\n";

TEST_F(reload_requests_test, RemembersManyRequestsAsOne) {
    tested_.add();
    tested_.add();
    turn();
    EXPECT_EQ(rounds_, 1);
    tested_.add();
    tested_.add();
    turn();
    EXPECT_EQ(rounds_, 2);
    turn();
    EXPECT_EQ(rounds_, 2);
}

TEST_F(reload_requests_test, TellsTheOutcomeToThoseWhoAskedBeforeItBegan) {
    const auto first = tested_.add_followed();
    EXPECT_EQ(first->take(), wanted);
    turn();
    const auto second = tested_.add_followed();
    EXPECT_EQ(second->take(), wanted);
    tested_.ended({true, "nothing has changed", false});
    EXPECT_EQ(first->take(), "{\"done\":true,\"text\":\"nothing has changed\",\"warnings\":\"\"}\n");
    EXPECT_EQ(second->take(), "") << "its reload has not begun";
    turn();
    tested_.ended({false, "w.yaml:1:1: error", true});
    EXPECT_EQ(first->take(), "");
    EXPECT_EQ(second->take(), "{\"done\":false,\"text\":\"w.yaml:1:1: error\",\"bad_file\":true}\n");
}

TEST_F(reload_requests_test, OneWhoGoesIsNotTold) {
    auto gone = tested_.add_followed();
    turn();
    auto stays = tested_.add_followed();
    gone.reset();
    tested_.ended({true, "", false});
    turn();
    stays.reset();
    tested_.ended({true, "", false});
    EXPECT_EQ(rounds_, 2);
}

}  // namespace
}  // namespace weir
