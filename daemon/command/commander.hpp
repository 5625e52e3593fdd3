#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/clock.hpp"
#include "daemon/command/built_in.hpp"
#include "daemon/command/conditions.hpp"
#include "daemon/command/exchange.hpp"
#include "daemon/command/intake.hpp"
#include "daemon/command/memory.hpp"
#include "daemon/command/reporter.hpp"
#include "daemon/command/safety.hpp"
#include "daemon/command/scheduler.hpp"
#include "daemon/command/served_line.hpp"
#include "daemon/log_limiter.hpp"
#include "daemon/mqtt/outbox.hpp"
#include "daemon/mqtt/subscriptions.hpp"
#include "daemon/source.hpp"
#include "daemon/tap/tap_point.hpp"
#include "daemon/task.hpp"

namespace weir {

// Everything about commands: sees each request through from its message to its one final answer, and runs by
// itself what must run though nobody asks. Loop's thread alone.
class commander final : private exchange::observer {
public:
    struct surroundings {
        std::string root;  // "<prefix>/<node>"
        sample_clock& clock;
        outbox& answers;
        announcer announce;
        std::string state_folder;          // empty: what was asked is forgotten with the process
        const tap_point* shown = nullptr;  // where its messages are seen; null: nowhere
    };
    // `configured` and what `around` refers to must outlive the commander. Reports what the last process left
    // open.
    commander(const settings& configured, const surroundings& around);
    // Goes on where `before` is, which must be quiet() and is retired by it: what it remembers of requests,
    // its counters, latches and dead man's switches. Commands for which `kept` holds are what they were; on
    // lines that stay up they are not told that these open.
    commander(const settings& configured, surroundings around, commander& before,
              const std::function<bool(const std::string& command)>& kept);
    ~commander();

    // Before anything runs, for each line once: `commands` (indexes) go to the line called `name`, which
    // `connect` gives, told whom it is to tell. Each command needs one; the line must outlive the commander's
    // run.
    void serve(std::vector<std::size_t> commands, std::string name,
               const std::function<line&(line_user&)>& connect);

    // While nothing is heard, for each source once: follows it if a command depends on what it says. The
    // commander must outlive its work, or the source be told to be followed by nobody.
    void follow(source& speaker);

    // When all lines are served: from here on a line that opens has opened anew.
    void settle_in();

    // As intake has them.
    void take(request_topic on, const incoming& message, std::optional<verdict> refused = {}) {
        intake_.take(on, message, std::move(refused));
    }
    bool is_urgent(const incoming& request) const { return intake_.is_urgent(request); }
    // The broker has come, or gone.
    void connection(bool up);

    // Looks after the deadlines, until it is cancelled.
    awaitable<void> run(task& self);
    // Waits until it is, beside run(); by their own deadlines all requests end, but new ones may come. Throws
    // operation_aborted when it is cancelled. Dead man's switches of commands for which `goes_on` does not
    // hold trip first, if they are armed: nobody will look after them.
    awaitable<void> until_quiet(task& self, const std::function<bool(const std::string& command)>& goes_on);
    // No request is open, no late answer can come, and no line has a write that was given up.
    bool quiet() const;

    // From here on it takes nothing, and nothing begins by itself.
    void close() { closing_ = true; }
    // For the end, beside run() and while the lines are still up: close(), calls off what is open, and
    // runs what has `run_on: [stop]`. By `deadline` every request has its final answer.
    awaitable<void> finish(task& self, monotonic_time deadline);

    struct counters {
        std::array<std::uint64_t, 10> ended{};  // by command_state
        std::size_t open = 0;
        std::size_t waiting = 0;  // of these
        std::uint64_t doubles = 0;
        std::uint64_t retained = 0;  // requests
        std::uint64_t late_answers = 0;
        std::vector<std::string> latched;  // lines
    };
    counters count() const;

private:
    commander(const settings& configured, surroundings around, std::unique_ptr<request_memory> memory);

    void changed(const job& which) override;
    void ended(job& which) override;
    void settled(const job& which) override;

    std::optional<verdict> why_not(std::size_t command, const request& asked, origin from);
    // Gives the key of the request, 0 when it was refused.
    std::uint64_t begin(std::size_t command, request asked, origin from);
    std::uint64_t run_by_itself(std::size_t command, origin from);
    void end_at_once(std::size_t command, request asked, verdict how);
    void report_left_open();

    reporter::surroundings report_to();
    void show(const outgoing& message) const;
    intake::surroundings take_in_from();
    present present_time();
    // What was heard of the source may make a rule run its command: run() does it.
    void judge_rules(const std::string& source);
    // After each event: runs what is due, and lets run() know of an earlier deadline.
    void follow_up();
    monotonic_time next_deadline(monotonic_time now) const;
    awaitable<void> until_none_open(monotonic_time deadline);

    const settings& settings_;
    surroundings around_;
    reporter report_;
    scheduler jobs_;
    safety safety_;
    conditions conditions_;
    log_limiter failed_rules_;
    std::unique_ptr<request_memory> memory_;
    built_in built_in_;
    intake intake_;
    std::vector<std::unique_ptr<served_line>> lines_;
    std::uint64_t late_answers_before_ = 0;
    bool settled_in_ = true;
    bool closing_ = false;
    bool following_up_ = false;
    event sooner_;
    event progress_;  // a request has ended, or a line has told something
    monotonic_time waits_until_{};
};

}  // namespace weir
