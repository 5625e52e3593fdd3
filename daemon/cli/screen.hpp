#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <termios.h>

#include "drivers/value.hpp"

namespace weir {

struct screen_size {
    std::size_t width = 80;
    std::size_t height = 24;
};

// Of the terminal behind a descriptor, 80 by 24 when it does not say; nothing: it is no terminal.
std::optional<screen_size> terminal_size(int descriptor);

// The whole terminal behind stdout, as long as it lives: the alternate screen, no cursor, keys as they are
// typed. Then the terminal is as it was. Signals that would end the process or tell of another size are taken
// meanwhile, so nothing ends it but what wait() tells. One at a time.
class screen {
public:
    screen();
    ~screen();
    screen(const screen&) = delete;
    screen& operator=(const screen&) = delete;

    static screen_size size();
    // Lines, with LF between them, that fit.
    static void draw(std::string_view text);

    enum class event : std::uint8_t {
        time,     // the deadline
        resized,  // or continued
        quit,     // q, Ctrl-C or SIGINT
        ended,    // another signal: number()
    };
    event wait(monotonic_time deadline);
    int number() const { return number_; }

private:
    std::optional<event> take_signal();
    std::optional<event> take_key();

    std::optional<termios> before_;  // of stdin; none: it is no terminal
    int signals_ = -1;
    int number_ = 0;
};

}  // namespace weir
