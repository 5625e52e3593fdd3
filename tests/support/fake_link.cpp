#include "tests/support/fake_link.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <utility>

namespace weir::test {
namespace {

std::string readable(const std::string& bytes) {
    if (std::ranges::all_of(bytes, [](char c) { return c >= ' ' && c <= '~'; })) return bytes;
    std::string hex = "0x";
    for (const char c : bytes) {
        hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return hex;
}

std::string text_of(const message_properties& all) {
    std::string text;
    const auto add = [&](const std::string& name, const std::string& value) {
        text += (text.empty() ? " [" : ", ") + name + "=" + value;
    };
    if (!all.response_topic.empty()) add("response", all.response_topic);
    if (!all.correlation.empty()) add("correlation", readable(all.correlation));
    if (all.expiry) add("expiry", std::to_string(*all.expiry));
    for (const auto& [name, value] : all.user) {
        add(name, value);
    }
    return text.empty() ? text : text + "]";
}

std::string text_of(const outgoing& message) {
    return message.topic + "=" + message.payload + (message.properties ? text_of(*message.properties) : "");
}

}  // namespace

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
    if (why == wake::notified) co_return link_status(link_errc::lost, "");
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
    silence_.notify_all();
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
        call += " " + one.filter + ":" + std::to_string(one.qos) + (one.requests ? ":requests" : "");
    }
    line next = called(call);
    next.reply.resize(wanted.size());
    co_return std::move(next.reply);
}

awaitable<std::vector<link_status>> fake_link::unsubscribe(std::span<const std::string> filters,
                                                           monotonic_time) {
    std::string call = "unsubscribe";
    for (const std::string& one : filters)
        call += " " + one;
    line next = called(call);
    next.reply.resize(filters.size());
    co_return std::move(next.reply);
}

awaitable<link_status> fake_link::publish(const outgoing& message, monotonic_time deadline) {
    std::string call = "publish " + text_of(message);
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
    called("send " + text_of(message));
    if (message.qos == 0) {
        --credit;
    } else {
        sent_.push_back(id);
    }
    return sent::taken;
}

}  // namespace weir::test
