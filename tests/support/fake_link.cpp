#include "tests/support/fake_link.hpp"

#include <gtest/gtest.h>
#include <utility>

namespace weir::test {

fake_link::~fake_link() {
    for (const line& missing : script_) {
        ADD_FAILURE() << "never called: " << missing.call;
    }
}

void fake_link::expect(std::string call, std::vector<link_status> reply) {
    script_.push_back({std::move(call), true, std::move(reply)});
}

void fake_link::expect_without_answer(std::string call) {
    script_.push_back({std::move(call), false, {}});
}

fake_link::line fake_link::called(const std::string& call) {
    if (script_.empty() || script_.front().call != call) {
        ADD_FAILURE() << "called: " << call
                      << "\nexpected: " << (script_.empty() ? "nothing" : script_.front().call);
        return {call, true, {}};
    }
    line next = std::move(script_.front());
    script_.pop_front();
    return next;
}

awaitable<link_status> fake_link::answer(std::string call, monotonic_time deadline) {
    const line next = called(call);
    if (next.answered) co_return next.reply.empty() ? link_status() : next.reply.front();
    const wake why = co_await silence_.wait(deadline);
    co_return link_status(why == wake::canceled ? link_errc::canceled : link_errc::timed_out, "silence");
}

void fake_link::acknowledge(const link_status& how) {
    const std::uint32_t id = sent_.front();
    sent_.pop_front();
    user_->on_delivered(id, how);
    user_->on_progress();
}

void fake_link::write(std::size_t messages) {
    credit += messages;
    user_->on_progress();
}

void fake_link::lose(const link_status& why) {
    down();
    user_->on_down(why);
}

void fake_link::down() {
    connected_ = false;
    sent_.clear();
}

awaitable<link_status> fake_link::connect(const link_options& options, monotonic_time deadline) {
    options_ = options;
    std::string call = "connect " + options.client_id;
    link_status how = co_await answer(std::move(call), deadline);
    connected_ = !how.error;
    co_return how;
}

awaitable<std::vector<link_status>> fake_link::subscribe(std::span<const subscription> wanted,
                                                         monotonic_time) {
    std::string call = "subscribe";
    for (const subscription& one : wanted) {
        call += " " + one.filter + ":" + std::to_string(one.qos);
    }
    line next = called(call);
    next.reply.resize(wanted.size());
    co_return std::move(next.reply);
}

awaitable<link_status> fake_link::publish(const outgoing& message, monotonic_time deadline) {
    std::string call = "publish " + message.topic + "=" + message.payload;
    co_return co_await answer(std::move(call), deadline);
}

awaitable<link_status> fake_link::disconnect(monotonic_time deadline) {
    std::string call = "disconnect";
    link_status how = co_await answer(std::move(call), deadline);
    down();
    co_return how;
}

void fake_link::drop() {
    called("drop");
    down();
}

mqtt_link::sent fake_link::send(const outgoing& message, std::uint32_t id) {
    if (!connected_) return sent::down;
    if (message.qos == 0 ? credit == 0 : sent_.size() >= window) return sent::wait;
    called("send " + message.topic + "=" + message.payload);
    if (message.qos == 0) {
        --credit;
    } else {
        sent_.push_back(id);
    }
    return sent::taken;
}

}  // namespace weir::test
