#include "daemon/running_node.hpp"

#include <utility>
#include <vector>

#include "daemon/vitals.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

// From the request to stop on. Then: what waits is published and the broker told, whether it answers or
// not.
constexpr duration time_for_safe_state = 2s;
constexpr duration time_to_finish = 3s;

session::options session_options(const settings& from) {
    session::options options(from.mqtt, from.node.id);
    options.outbox_limits.messages = from.outbox_limit;
    return options;
}

}  // namespace

running_node::running_node(shared_settings configured, surroundings around, running_node* before)
    : around_(std::move(around)),
      link_(around_.around.link(configured->mqtt, around_.runs_on.context().get_executor())),
      messages_(around_.runs_on.root(), "mqtt messages"),
      session_(around_.runs_on.context().get_executor(), *link_, session_options(*configured)) {
    link_->be_seen_as(messages_);
    messages_.awaiting("the first connection");
    announce_info(*configured);
    const announcer announce = [this](std::string topic, std::string payload, content kind) {
        this->announce(std::move(topic), std::move(payload), kind);
    };
    const weir::bench::surroundings of_bench{around_.runs_on.context().get_executor(),
                                             session_,
                                             around_.clock,
                                             announce,
                                             around_.open,
                                             around_.shown_by,
                                             around_.shown,
                                             around_.state_folder,
                                             around_.around.is_service};
    bench_ = std::make_unique<weir::bench>(std::move(configured), of_bench, around_.runs_on.root(),
                                           before == nullptr ? nullptr : before->bench_.get());
}

running_node::~running_node() = default;

awaitable<void> running_node::run() {
    std::vector<awaitable<void>> parts;
    parts.push_back(run_session());
    parts.push_back(work_and_finish());
    co_await race(std::move(parts));
}

awaitable<void> running_node::run_session() {
    task self(around_.runs_on.root(), "mqtt");
    co_await session_.run(self);
}

awaitable<void> running_node::work_and_finish() {
    std::vector<awaitable<void>> parts;
    parts.push_back(bench_->run());
    parts.push_back(until_finished_safely());
    co_await race(std::move(parts));
    bench_->finish();
    co_await session_.finish(monotonic_clock::now() + time_to_finish);
}

// Commands come to their end, and devices into their safe state, while the ports are still open.
awaitable<void> running_node::until_finished_safely() {
    while (!ends_) {
        const wake why = co_await end_.wait();
        if (why == wake::canceled) co_return;
    }
    task self(around_.runs_on.root(), "stop");
    co_await bench_->finish_commands(self, monotonic_clock::now() + time_for_safe_state);
}

void running_node::request_end() {
    ends_ = true;
    end_.notify_all();
}

awaitable<void> running_node::change(task& self, shared_settings next, const reload_plan& plan) {
    co_await bench_->change(self, next, plan);
    session_.out().limit_to(next->outbox_limit);
    announce_info(*next);
}

void running_node::announce_info(const settings& configured) {
    announce(root() + "/info", info_payload(configured, around_.started_at), content::json);
}

void running_node::announce(std::string topic, std::string payload, content kind) {
    show(topic, payload);
    session_.announce(std::move(topic), std::move(payload), kind);
}

void running_node::say(outgoing message) {
    show(message.topic, message.payload);
    session_.out().push_or_drop(std::move(message));
}

void running_node::show(const std::string& topic, const std::string& payload) const {
    if (around_.shown.wants(tap_step::message)) around_.shown.message(topic, payload, monotonic_clock::now());
}

}  // namespace weir
