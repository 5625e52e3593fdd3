#include "daemon/doctor/broker_visit.hpp"

#include <cstdint>
#include <fmt/core.h>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "daemon/loop.hpp"
#include "daemon/mqtt/make_link.hpp"

namespace weir::doctor {

namespace {

constexpr duration time_to_close = std::chrono::seconds(1);

// A link must have a user.
class nobody final : public link_events {
public:
    void on_message(incoming&&) override {}
    void on_delivered(std::uint32_t, const link_status&) override {}
    void on_progress() override {}
    void on_down(const link_status&) override {}
};

// At most 23 bytes, which every broker takes.
std::string client_id() {
    return fmt::format("weir-doctor-{:08x}", std::random_device{}());
}

awaitable<void> connect_and_leave(mqtt_link& link, const link_options& options, monotonic_time deadline,
                                  broker_answer& into) {
    const monotonic_time began = monotonic_clock::now();
    const link_status how = co_await link.connect(options, deadline);
    into.how = how;
    into.took = monotonic_clock::now() - began;
    if (!link.connected()) co_return;
    const link_status left = co_await link.disconnect(deadline);
    static_cast<void>(left);
}

awaitable<void> connect_unless_stopped(loop& on, mqtt_link& link, const link_options& options,
                                       monotonic_time deadline, broker_answer& into) {
    std::vector<awaitable<void>> either;
    either.push_back(connect_and_leave(link, options, deadline, into));
    either.push_back(on.stop_requested());
    const std::size_t first = co_await race(std::move(either));
    if (first == 1) into.how = link_status(link_errc::canceled, "");
}

}  // namespace

visited_broker visit_broker(const mqtt_settings& broker, duration patience) {
    visited_broker visited;
    nobody user;
    auto on = std::make_unique<loop>("weir doctor", stall_detector::report{});
    auto link = make_link(mqtt_client_library::mosquitto, on->context().get_executor());
    link->observe(user);
    task handler(on->root(), "mqtt");
    link->be_seen_as(handler);
    const link_options options(broker, client_id(), std::nullopt);
    const monotonic_time deadline = monotonic_clock::now() + patience;
    on->run(connect_unless_stopped(*on, *link, options, deadline, visited.answer));
    visited.left_behind = !link->close(monotonic_clock::now() + time_to_close);
    if (visited.left_behind) {  // its thread still has to do with both
        static_cast<void>(link.release());
        static_cast<void>(on.release());
    }
    return visited;
}

}  // namespace weir::doctor
