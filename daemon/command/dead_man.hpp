#pragma once

#include <optional>

#include "config/settings.hpp"
#include "drivers/value.hpp"

namespace weir {

// A dead man's switch: who has armed it must go on showing that he is there, or it trips. Pure.
class dead_man {
public:
    explicit dead_man(const deadman_settings& settings) : settings_(settings) {}

    std::size_t then() const { return settings_.then; }

    // Goes on where `before` is, but by its own settings; nothing may run for it.
    void take_over(const dead_man& before) {
        armed_ = before.armed_;
        tripped_ = before.tripped_;
        deadline_ = before.deadline_;
    }
    bool armed() const { return armed_; }

    // A request was accepted: armed, and content.
    void arm(monotonic_time now) {
        armed_ = true;
        tripped_ = false;
        deadline_ = now + settings_.every;
    }
    // A double or a refresh: content, if armed.
    void content(monotonic_time now) {
        if (armed_) arm(now);
    }

    // Armed or not, it is not content any more.
    void expire(monotonic_time now) { deadline_ = now; }

    // When `then` is to be run; `never` while it is not armed, or while `then` runs.
    monotonic_time deadline() const;
    // `then` runs now, as the request `key`, or could not even begin (0).
    void tripped(std::uint64_t key, monotonic_time now);
    // A request has ended: if it is the `then` of a trip, this disarms when it succeeded, and else tries
    // again.
    void ended(std::uint64_t key, bool succeeded, monotonic_time now);

private:
    static constexpr std::chrono::seconds again{1};

    deadman_settings settings_;
    bool armed_ = false;
    bool tripped_ = false;
    std::optional<std::uint64_t> running_;
    monotonic_time deadline_{};
};

}  // namespace weir
