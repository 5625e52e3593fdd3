#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "tests/support/pty.hpp"

namespace weir::test {

// What a device does about a line.
struct reply {
    enum kind : std::uint8_t { says, keeps_silent, goes };

    reply(std::string line) : line(std::move(line)) {}
    reply(const char* line) : line(line) {}
    explicit reply(kind what) : what(what) {}

    kind what = says;
    std::string line;  // without its LF; $1 is the first capture of a regex; may be several lines
    std::chrono::milliseconds after{0};
    int times = 1;                       // that it is said
    std::size_t piece = 0;               // bytes at a time; 0: all
    std::chrono::milliseconds pause{0};  // between pieces
    int uses = -1;                       // for so many lines alone; -1: for all
};

inline reply silent() {
    return reply(reply::keeps_silent);
}
// The device disappears.
inline reply gone() {
    return reply(reply::goes);
}
inline reply late(std::chrono::milliseconds after, reply what) {
    what.after = after;
    return what;
}
inline reply twice(reply what) {
    what.times = 2;
    return what;
}
inline reply in_pieces(reply what, std::size_t piece = 1,
                       std::chrono::milliseconds pause = std::chrono::milliseconds(2)) {
    what.piece = piece;
    what.pause = pause;
    return what;
}
inline reply once(reply what) {
    what.uses = 1;
    return what;
}

// A device behind a pty that a test gives its manners: it reads lines (LF or CRLF), answers them by rules and
// remembers them all; on a thread of its own, until it is destroyed. May be used from any thread.
//
//     device valve(plug("arduino"));
//     valve.answers("V OPEN", "OK V OPEN");
//     valve.answers(std::regex("V (.*)"), late(200ms, "ERR no $1"));
class device {
public:
    using clock = std::chrono::steady_clock;
    struct heard {
        std::string line;  // without its end
        clock::time_point at;
    };

    // `line` must outlive the device, and is the device's alone.
    explicit device(pty& line);
    ~device();
    device(const device&) = delete;
    device& operator=(const device&) = delete;

    // To a line that is, or as a whole matches, `to`. Of several rules the last that fits counts; a line that
    // none fits gets no answer.
    void answers(std::string to, reply with);
    void answers(std::regex to, reply with);

    // Says a line now.
    void says(std::string line);
    // Says what `line` gives for 0, 1, 2 ..., until it is told to be quiet; `period` is at least 1 ms. While
    // nobody takes it, what it says is lost.
    void says_every(std::chrono::milliseconds period, std::function<std::string(std::uint64_t)> line);
    void is_quiet();

    // Leaves what comes unread, or reads it again.
    void reads(bool yes);
    void hang_up();
    void come_back();
    bool plugged_in() const;

    // Oldest first.
    std::vector<heard> all_heard() const;
    std::vector<std::string> received() const;
    std::size_t count(std::string_view line) const;  // how often it was received
    std::string unfinished() const;                  // the line that has no end yet
    // Whether it was received, so often at least, before the deadline.
    bool receives(std::string_view line, std::size_t times = 1,
                  std::chrono::milliseconds deadline = patience);

private:
    struct rule {
        std::variant<std::string, std::regex> to;
        reply with;
    };
    struct telemetry {
        std::chrono::milliseconds period;
        std::function<std::string(std::uint64_t)> line;
        clock::time_point next;
        std::uint64_t said = 0;
    };

    void run();
    void wait();
    void listen();
    void hear(const std::string& line);
    std::optional<reply> reply_to(const std::string& line);
    void schedule(const reply& what);
    void speak();
    void send();
    void pull_out();
    std::optional<clock::time_point> next_event() const;
    // On the device's thread; waits for its end, and throws what it throws.
    void perform(const std::function<void()>& what);
    void wake() const;

    pty& line_;
    int wake_;
    mutable std::mutex mutex_;  // of all that follows
    bool ends_ = false;
    bool reads_ = true;
    std::deque<std::packaged_task<void()>> jobs_;
    std::vector<rule> rules_;
    std::vector<heard> heard_;
    std::string input_;
    std::multimap<clock::time_point, std::string> scheduled_;
    std::string output_;
    bool within_line_ = false;  // what was said last had no LF yet
    bool blocked_ = false;      // nobody takes what is said
    std::optional<telemetry> telemetry_;
    std::thread thread_;
};

}  // namespace weir::test
