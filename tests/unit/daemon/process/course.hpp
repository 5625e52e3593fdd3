#pragma once

#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/unit/daemon/process/stage_maker.hpp"

// A stage lives through a course of time as in a pipeline: what is due is said first, then comes a sample.
namespace weir::test {

inline std::string text_of(const value& what) {
    std::ostringstream out;
    std::visit(
        [&](const auto& held) {
            if constexpr (std::is_same_v<decltype(held), const std::monostate&>) {
                out << "null";
            } else {
                out << std::boolalpha << held;
            }
        },
        what);
    return out.str();
}

// "x=1.5 y=null", and "bad" or "stale" behind it.
inline std::string text_of(const sample& what) {
    std::string all;
    for (const field& each : what.fields)
        all += (all.empty() ? "" : " ") + each.name + '=' + text_of(each.data);
    if (what.quality == quality::bad) all += " bad";
    if (what.quality == quality::stale) all += " stale";
    return all;
}

class course {
public:
    explicit course(std::unique_ptr<stage> of) : stage_(std::move(of)) {}

    // A sample that arrived at `arrived` comes at `at`. Times are after `start`.
    void comes(duration at, sample what, duration arrived) {
        passes_until(at);
        what.arrived = start.at + arrived;
        if (stage_->apply(what, moment_at(at)) != stage::held) note(what, at);
    }
    void comes(duration at, sample what) { comes(at, std::move(what), at); }
    void comes(duration at, double x) { comes(at, of({{"x", x}})); }

    // Time passes until `at`.
    void passes_until(duration at) {
        while (stage_->due() <= start.at + at) {
            const monotonic_time due = stage_->due();
            elapses(std::max(now_, due - start.at));
            if (stage_->due() <= due && !said_something_) {
                ADD_FAILURE() << "would be asked for ever";
                return;
            }
        }
        now_ = at;
    }
    // What is due is done late, at `at`.
    void elapses(duration at) {
        now_ = at;
        sample made;
        said_something_ = stage_->elapse(made, moment_at(at));
        if (said_something_) note(made, at);
    }
    bool waits() const { return stage_->due() != never; }
    duration due() const { return stage_->due() - start.at; }

    // The wall clock is set; monotonic time is not.
    void wall_moves(duration by) { wall_ += by; }

    // What went out since the last call, as "1.5s: x=1 y=2"; with the time that the sample has where it is
    // another: "1.5s: x=1 of 1s".
    std::vector<std::string> said() { return std::exchange(said_, {}); }

private:
    moment moment_at(duration at) const { return {start.at + at, start.wall + wall_ + at}; }
    static std::string seconds(duration time) {
        std::ostringstream out;
        out << static_cast<double>(time / 1ms) / 1000 << 's';
        return out.str();
    }
    void note(const sample& what, duration at) {
        std::string line = seconds(at) + ": " + text_of(what);
        const std::string arrived = seconds(what.arrived - start.at);
        if (arrived != seconds(at)) line += " of " + arrived;
        said_.push_back(std::move(line));
    }

    std::unique_ptr<stage> stage_;
    duration now_{};
    duration wall_{};
    bool said_something_ = false;
    std::vector<std::string> said_;
};

}  // namespace weir::test
