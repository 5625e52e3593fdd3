#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/command/job.hpp"
#include "daemon/command/line.hpp"

namespace weir {

// One line and the requests for it: those that wait, in their order, and the one whose turn it is. It carries
// out what a run wants done, and knows whose a frame is. Decides nothing about whose turn it is: that is the
// scheduler's. Loop's thread alone.
class exchange {
public:
    // What changes is told at once. Must not throw, nor call the exchange.
    class observer {
    public:
        virtual void changed(const job& which) = 0;  // running or canceling
        virtual void ended(job& which) = 0;  // final, but for an answer that comes while the line rests
        virtual void settled(const job& which) = 0;  // no late answer can come any more

    protected:
        ~observer() = default;
    };
    // `name`: of the line, for messages. `user` must outlive the exchange.
    exchange(std::string name, observer& user) : name_(std::move(name)), user_(user) {}
    // Before it is told anything; `to` must outlive the exchange.
    void attach(line& to) { line_ = &to; }

    const std::string& name() const { return name_; }
    bool up() const { return up_; }
    bool idle() const { return !current_; }
    // A write was given up, whatever became of its job: the loss of the line is still to come.
    bool awaits_loss() const { return abandoned_; }
    bool rests(monotonic_time now) const { return resting_ && now < rest_until_; }
    bool free(monotonic_time now, bool emergency) const { return line_->free(now, emergency); }
    void hurry(monotonic_time now) { line_->hurry(now); }
    job* current() { return current_.get(); }
    const std::deque<std::unique_ptr<job>>& waiting() const { return waiting_; }

    // Emergencies go ahead of all others; else in the order of their coming.
    void enqueue(std::unique_ptr<job> next);
    // In the place of the waiting job `old`, which ends as superseded.
    void replace(const job& old, std::unique_ptr<job> next, const std::string& why, monotonic_time now);
    // The waiting job begins: it is the current one.
    void begin(const job& which, monotonic_time now);

    // To the current job, or to a waiting one.
    void tell(job& which, const command_event& event, monotonic_time now);
    // The line's own.
    void opened() { up_ = true; }
    // An emergency that waits outlives a loss that comes of abandoning a stuck write: the line is opened
    // anew.
    void lost(const std::string& why, std::size_t written, monotonic_time now);
    // Whether the frame was an answer, on time or late.
    bool offer(std::string_view frame, monotonic_time now);
    void time(monotonic_time now);
    monotonic_time deadline() const;

    std::uint64_t late_answers() const { return late_answers_; }

private:
    void perform(job& which, const command_run::todo& what);
    void write(job& which, const std::string& bytes);
    void finish(std::unique_ptr<job> done, monotonic_time now);
    void end_rest();
    void drop_ended(monotonic_time now);
    void let_line_go(monotonic_time now);

    std::string name_;
    line* line_ = nullptr;
    observer& user_;
    bool up_ = false;
    bool abandoned_ = false;  // awaits_loss()
    std::deque<std::unique_ptr<job>> waiting_;
    std::unique_ptr<job> current_;
    std::unique_ptr<job> resting_;  // whose late answer may come
    monotonic_time rest_until_{};
    std::uint64_t late_answers_ = 0;
};

// What the device's answer `frame` means to a job that runs; nothing when it is none.
std::optional<command_event> answer_in(std::string_view frame, const job& to);

}  // namespace weir
