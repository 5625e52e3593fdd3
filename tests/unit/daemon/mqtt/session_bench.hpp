#pragma once

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>

#include "daemon/mqtt/session.hpp"
#include "tests/support/coroutine.hpp"
#include "tests/support/fake_link.hpp"

namespace weir::test {

using namespace std::chrono_literals;

inline mqtt_settings somewhere() {
    mqtt_settings broker;
    broker.host = "broker.lan";
    return broker;
}

inline session::options quick() {
    session::options options(somewhere(), "n");
    options.reconnect = {.first = 1ms, .most = 2ms};
    return options;
}

// A session in front of a scripted link. Once running, it is cancelled at the end.
class mqtt_session : public testing::Test {
protected:
    ~mqtt_session() override {
        if (!running) return;
        running->cancel();
        EXPECT_TRUE(run_until(loop, [&] { return running->ended(); }));
        EXPECT_FALSE(running->failure()) << reason(running->failure());
    }

    void make(session::options options = quick()) {
        tested.emplace(loop.get_executor(), link, std::move(options));
    }
    void start() { running.emplace(loop, tested->run(root)); }
    // Runs until the whole script was called.
    void play() {
        ASSERT_TRUE(run_until(loop, [&] { return link.all_called(); }));
        settle();
    }
    void settle() {
        loop.restart();
        loop.poll();
    }
    void start_connected() {
        link.expect("connect weir-n");
        link.expect("send weir/n/status=online");
        start();
        play();
    }
    void push(const std::string& payload, std::uint8_t qos) {
        tested->out().push_or_drop(outgoing("t", payload, qos));
    }
    // A message that may linger, and a turn of the loop.
    void push_patient(const std::string& payload, short_time linger) {
        outgoing patient("t", payload);
        patient.linger = linger;
        tested->out().push_or_drop(std::move(patient));
        settle();
    }
    void answer(const std::string& payload) { tested->answers().push_or_drop(outgoing("a", payload, 1)); }

    boost::asio::io_context loop{1};
    stall_detector stalls;
    task root{"mqtt", stalls};
    fake_link link;
    std::optional<session> tested;
    std::optional<spawned> running;
};

}  // namespace weir::test
