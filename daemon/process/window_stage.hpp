#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/process/by_name.hpp"
#include "daemon/process/smoothing_stage.hpp"
#include "daemon/process/window.hpp"

// The stages that put, in a number's place, what a sliding window over the last ones comes to.
namespace weir {

inline constexpr std::size_t most_in_window = 10'000;

// The argument: a window by count or by time, for all numeric fields or each named one.
inline constexpr shape window_by_time{.is = kind::duration, .min = 0.001};
inline constexpr shape window_form{
    .is = kind::integer, .unit = "samples", .min = 1, .max = most_in_window, .or_else = &window_by_time};
inline constexpr shape window_by_field = map_from_field(window_form);
inline constexpr shape window_by_time_or_field{
    .is = kind::duration, .min = 0.001, .or_else = &window_by_field};
inline constexpr shape window_argument{.is = kind::integer,
                                       .unit = "samples",
                                       .min = 1,
                                       .max = most_in_window,
                                       .or_else = &window_by_time_or_field};
inline constexpr std::array window_options{send_every_option, send_first_at_option};

struct window_span {
    std::size_t count = most_in_window;
    std::optional<duration> time;

    static window_span read(const setting& from) {
        if (from.is<duration>()) return {most_in_window, from.duration()};
        return {static_cast<std::size_t>(from.integer()), {}};
    }
};

inline void check_windows(const component_use& use, problems& found) {
    send_every::check(use, found);
    if (!use.argument.is<setting::map>()) return;
    for (const setting::member& each : use.argument.members()) {
        if (each.name != "window_size") continue;
        const std::string name(use.kind->name);
        found.add(each.name_at, "'window_size' is taken for a field's name",
                  std::string("write `").append(name).append(": 5`, and `send_every` beside it"));
    }
}

template <class Window>
class window_stage final : public smoothing_stage<window_span> {
public:
    explicit window_stage(const component_use& use, Window empty = Window())
        : smoothing_stage(use.argument, window_span::read, use.options), empty_(std::move(empty)) {}

private:
    // All windows of a stage together; when they hold so many, all are emptied.
    static constexpr std::size_t most_kept = 1'000'000;

    std::optional<double> smooth(std::string_view name, std::optional<double> number, const window_span& span,
                                 monotonic_time arrived) override {
        if (!number && windows_.find(name) == nullptr) return std::nullopt;
        if (kept_ >= most_kept) windows_.clear();
        Window& window = windows_.at(name, empty_);
        if (windows_.size() == 1) kept_ = window.size();  // the others may have been forgotten
        while (window.size() > 0 && span.time && arrived - window.oldest() >= *span.time)
            pop(window);
        if (number) {
            if (window.size() == span.count) pop(window);
            window.push(*number, arrived);
            ++kept_;
        }
        return window.size() > 0 ? std::optional(window.result()) : std::nullopt;
    }
    void pop(Window& window) {
        window.pop();
        --kept_;
    }

    Window empty_;
    by_name<Window> windows_;
    std::size_t kept_ = 0;  // numbers in all windows
};

template <class Window>
std::unique_ptr<stage> make_window_stage(const component_use& use, problems&) {
    return std::make_unique<window_stage<Window>>(use);
}

}  // namespace weir
