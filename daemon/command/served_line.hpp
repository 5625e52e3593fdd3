#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/command/exchange.hpp"
#include "daemon/command/line.hpp"

namespace weir {

// Hands what a line tells on to its exchange, and has somebody look at what follows from it.
class served_line final : public line_user {
public:
    // `on` must outlive it. `came_up` is called when the line has opened, `after` after everything.
    served_line(exchange& on, std::function<void()> came_up, std::function<void()> after)
        : on_(on), came_up_(std::move(came_up)), after_(std::move(after)) {}

    const exchange& on() const { return on_; }

    void opened(monotonic_time) override {
        on_.opened();
        came_up_();
        after_();
    }
    void lost(const std::string& why, std::size_t written, monotonic_time now) override {
        on_.lost(why, written, now);
        after_();
    }
    void written(monotonic_time now) override { tell(command_event(command_event::written), now); }
    void refused(const std::string& why, monotonic_time now) override {
        tell(command_event(command_event::refused, why), now);
    }
    bool offer(const frame& in, monotonic_time now) override {
        if (on_.idle() && !on_.rests(now)) return false;
        const bool taken = on_.offer(in.bytes, now);
        if (taken) after_();
        return taken;
    }
    bool awaits_answer() const override { return !on_.idle(); }
    void line_free(monotonic_time) override { after_(); }

private:
    void tell(const command_event& event, monotonic_time now) {
        if (job* runs = on_.current()) on_.tell(*runs, event, now);
        after_();
    }

    exchange& on_;
    std::function<void()> came_up_;
    std::function<void()> after_;
};

}  // namespace weir
