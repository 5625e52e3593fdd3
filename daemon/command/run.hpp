#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "daemon/command/result.hpp"
#include "drivers/value.hpp"

namespace weir {

// What can happen to a request.
struct command_event {
    enum kind : std::uint8_t {
        start,      // its turn has come: the line is its own
        written,    // the write under way is done
        refused,    // the write under way was refused, nothing of it was sent; `text`: why
        line_lost,  // `text`: why; `bytes`: what the write under way may have sent
        answer,     // the device said yes; `result`: what it said beside
        denial,     // the device said no; `text`: how
        stopped,    // the device confirmed that the command was called off
        cancel,     // somebody calls it off; `text`: who
        supersede,  // a newer request takes its place
        preempt,    // an emergency needs the line; `text`: which
        abort,      // weir ends: there is no time for more
        time,       // look at the deadlines
    };
    static constexpr std::size_t kinds = 12;

    explicit command_event(kind what) : what(what) {}
    command_event(kind what, std::string said) : what(what), text(std::move(said)) {}

    kind what;
    std::string text;
    std::size_t bytes = 0;
    boost::json::value result;
};

// The life of one accepted request, from the queue to its one final state: a pure state machine, events in,
// things to do out. Whoever drives it performs them at once, and takes its word for when to look at the time.
class command_run {
public:
    struct plan {
        std::string device;          // for messages: the line's name
        bool awaits_answer = false;  // else what is written counts
        bool calls_off = false;      // there are bytes that call it off
        bool awaits_stop = false;    // and the device confirms them
        duration timeout{};          // of each attempt
        std::uint32_t retries = 0;
        duration settle{};          // between attempts
        duration stop_timeout{};    // of writing the bytes that call it off, and of their confirmation
        monotonic_time start_by{};  // else it expires
    };

    enum class phase : std::uint8_t {
        queued,
        writing,
        waiting,      // for the answer
        pausing,      // between two attempts
        stopping,     // called off while the write is under way
        calling_off,  // the bytes that call it off are under way
        unwinding,    // for the confirmation of these
        yielding,     // preempted while a write is under way, which it ends if that takes too long
        ended,
    };
    static constexpr std::size_t phases = 9;

    // To be performed in this order.
    struct todo {
        bool abandon = false;    // the write under way
        bool report = false;     // the state has changed
        bool write = false;      // the command's bytes
        bool write_off = false;  // the bytes that call it off
    };

    explicit command_run(plan given) : plan_(std::move(given)) {}

    // What makes no sense where it stands is ignored; after the end everything is.
    todo step(const command_event& event, monotonic_time now);

    bool ended() const { return phase_ == phase::ended; }
    phase at() const { return phase_; }
    // The command's write is under way, and its answer has come already: no further one is awaited.
    bool answered_early() const { return phase_ == phase::writing && early_.what != command_event::time; }
    // Where it stands, and from the end on how it ended.
    const verdict& now() const { return verdict_; }
    std::uint32_t attempts() const { return attempts_; }
    // When step(time) has something to do; never when it has ended.
    monotonic_time deadline() const;

    // Whether the line should rest, since an answer may still come: it ended by a timeout or was called off.
    bool wants_rest() const { return ended() && wants_rest_; }

private:
    todo when_queued(const command_event& event, monotonic_time now);
    todo when_writing(const command_event& event, monotonic_time now);
    todo when_waiting(const command_event& event, monotonic_time now);
    todo when_pausing(const command_event& event, monotonic_time now);
    todo when_stopping(const command_event& event, monotonic_time now);
    todo when_calling_off(const command_event& event, monotonic_time now);
    todo when_unwinding(const command_event& event, monotonic_time now);
    todo when_yielding(const command_event& event, monotonic_time now);

    todo yield(const command_event& event, monotonic_time now);
    todo begin_attempt(monotonic_time now);
    todo attempt_written();
    void call_off(const command_event& event);
    todo begin_calling_off(monotonic_time now);
    bool settle_by_answer(const command_event& event);
    void keep_early(const command_event& event);
    std::optional<todo> of_any_write(const command_event& event);
    bool gives_up(const command_event& event, monotonic_time now) const;
    bool due(const command_event& event, monotonic_time now) const;

    todo end(command_state state, command_code code, command_effect effect, std::string message);
    todo end_called_off(const std::string& more = {});
    todo end_unavailable(const std::string& why, bool sent);
    todo end_preempted(const std::string& by);

    plan plan_;
    phase phase_ = phase::queued;
    verdict verdict_;
    monotonic_time deadline_{};  // of the present phase; while queued: start_by
    std::uint32_t attempts_ = 0;
    bool sent_ = false;        // all bytes of some attempt
    bool superseded_ = false;  // called off by a newer request
    std::string called_off_by_;
    command_event early_{command_event::time};  // an answer that came while its write was under way
    bool wants_rest_ = false;
};

}  // namespace weir
