#include "daemon/cli/screen.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l";
constexpr std::string_view leave = "\x1b[?25h\x1b[?1049l";
constexpr char ctrl_c = 3;

sigset_t taken_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT})
        sigaddset(&set, each);
    return set;
}

// A terminal that has gone takes nothing: there is nobody to tell.
void write_all(std::string_view text) {
    while (!text.empty()) {
        const ssize_t size = ::write(STDOUT_FILENO, text.data(), text.size());
        if (size < 0 && errno != EINTR) return;
        if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
    }
}

}  // namespace

std::optional<screen_size> terminal_size(int descriptor) {
    if (::isatty(descriptor) == 0) return std::nullopt;
    winsize told{};
    const bool says = ::ioctl(descriptor, TIOCGWINSZ, &told) == 0 && told.ws_col > 0 && told.ws_row > 0;
    return says ? screen_size{told.ws_col, told.ws_row} : screen_size{};
}

screen::screen() {
    const sigset_t taken = taken_signals();
    ::pthread_sigmask(SIG_BLOCK, &taken, nullptr);
    signals_ = ::signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
    termios now{};
    if (::tcgetattr(STDIN_FILENO, &now) == 0) {
        before_ = now;
        now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
        now.c_cc[VMIN] = 0;
        now.c_cc[VTIME] = 0;
        ::tcsetattr(STDIN_FILENO, TCSANOW, &now);
    }
    write_all(enter);
}

screen::~screen() {
    write_all(leave);
    if (before_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &*before_);
    ::close(signals_);
    const sigset_t taken = taken_signals();
    ::pthread_sigmask(SIG_UNBLOCK, &taken, nullptr);
}

screen_size screen::size() {
    return terminal_size(STDOUT_FILENO).value_or(screen_size{});
}

// Each line is cleared before it is written: behind the last column there is nothing to clear.
void screen::draw(std::string_view text) {
    std::string all = "\x1b[H\x1b[K";
    for (const char c : text) {
        if (c == '\n') {
            all += "\r\n\x1b[K";
        } else {
            all += c;
        }
    }
    // What was below; the cursor stands in the last line that is shown, perhaps behind its last column.
    const bool is_full = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1 >= size().height;
    if (!is_full) all += "\r\n\x1b[J";
    write_all(all);
}

screen::event screen::wait(monotonic_time deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - monotonic_clock::now());
        if (left.count() <= 0) return event::time;
        constexpr std::chrono::milliseconds longest{60'000};
        std::array<pollfd, 2> both{{{signals_, POLLIN, 0}, {before_ ? STDIN_FILENO : -1, POLLIN, 0}}};
        ::poll(both.data(), both.size(), static_cast<int>(std::min(left, longest).count()));
        if (const auto told = take_signal()) return *told;
        if (both[1].revents == 0) continue;
        if (const auto typed = take_key()) return *typed;
    }
}

std::optional<screen::event> screen::take_signal() {
    signalfd_siginfo info{};
    if (::read(signals_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return std::nullopt;
    number_ = static_cast<int>(info.ssi_signo);
    if (number_ == SIGWINCH || number_ == SIGCONT) return event::resized;
    return number_ == SIGINT ? event::quit : event::ended;
}

// Of a terminal that has gone too: it says so by giving nothing.
std::optional<screen::event> screen::take_key() {
    char key = 0;
    const ssize_t size = ::read(STDIN_FILENO, &key, 1);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return std::nullopt;
    if (size <= 0 || key == 'q' || key == 'Q' || key == ctrl_c) return event::quit;
    return std::nullopt;
}

}  // namespace weir
