#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/async.hpp"
#include "daemon/bus/inquiry.hpp"
#include "daemon/bus/poll_queue.hpp"
#include "daemon/bus/wire.hpp"
#include "daemon/command/line.hpp"
#include "daemon/task.hpp"

namespace weir {

// Shares one wire between who commands on it and the sources that ask: exactly one exchange is in flight, a
// request and its answer, and between two of them the wire is silent for a while. Commands go first, but
// after five of them in a row a source has its turn; an emergency cuts a source's turn short. A device that
// does not answer is asked seldom (breaker). Loop's thread alone.
class bus final : public line, public line_user {
public:
    // `name`: of the port, for the log. `gap`: the silence. `below` and the readers of `asked` must outlive
    // the bus.
    bus(std::string name, wire& below, duration gap, std::vector<std::unique_ptr<inquiry>> asked);
    bus(const bus&) = delete;
    bus& operator=(const bus&) = delete;
    ~bus() = default;

    const std::string& name() const { return name_; }
    // While it is idle, as far as commands go; null: nobody commands. If the bus is up, `user` is told at
    // once. It must outlive the bus, or its exchange for another.
    void commanded_by(line_user* user);

    // Waits until no source has a turn; none has one then, until go_on(). Throws operation_aborted when it is
    // cancelled.
    awaitable<void> rest();
    void go_on();
    // While it rests, or before run(): asks for these instead. What it asked before of the same readers keeps
    // its beat.
    void exchange_inquiries(std::vector<std::unique_ptr<inquiry>> asked, monotonic_time now);

    // Gives each its turn, until it is cancelled.
    awaitable<void> run(task& self);
    // Which is this, again and again: does what is due; `deadline()`: when something will be.
    void time(monotonic_time now);
    monotonic_time deadline() const;

    // As a line, for who commands on it.
    void write(const command_settings& command, std::string bytes) override;
    void abandon_write() override { below_.abandon_write(); }
    bool free(monotonic_time now, bool emergency) const override;
    void hurry(monotonic_time now) override;
    void release(monotonic_time now, monotonic_time rest_until) override;

    // As the user of the wire.
    void opened(monotonic_time now) override;
    void lost(const std::string& why, std::size_t written, monotonic_time now) override;
    void written(monotonic_time now) override;
    void refused(const std::string& why, monotonic_time now) override;
    bool offer(const frame& in, monotonic_time now) override;
    bool awaits_answer() const override;

private:
    enum class holder : std::uint8_t { nobody, command, source };
    struct entry {
        std::unique_ptr<inquiry> what;
        std::size_t device = 0;
        bool answers = true;

        source& reader() const { return what->reader(); }
    };
    static std::vector<entry> entries_of(std::vector<std::unique_ptr<inquiry>> asked);
    static std::vector<poll_queue::item> items_of(const std::vector<entry>& entries);

    void start_new(const std::vector<entry>& before, const poll_queue& queue, monotonic_time now);
    bool source_has_turn(monotonic_time now) const;
    monotonic_time ask_due() const { return rests_ ? never : queue_.due(); }
    void ask_next(monotonic_time now);
    void ask(std::size_t which, monotonic_time now);
    void end_turn(monotonic_time now);
    void take_answer(inquiry::reply what, monotonic_time now);
    void time_out(monotonic_time now);
    void let_go(monotonic_time now, monotonic_time rest_until);
    void tell_answering(std::size_t device, monotonic_time now);

    const std::string name_;
    wire& below_;
    const duration gap_;
    line_user* user_ = nullptr;
    std::vector<entry> entries_;
    poll_queue queue_;

    bool up_ = false;
    holder held_by_ = holder::nobody;
    monotonic_time quiet_until_{};         // the gap
    monotonic_time rest_until_{};          // sources ask nothing until then
    bool offered_ = true;                  // to who commands, since nobody holds it
    std::uint32_t commands_in_a_row_ = 0;  // while a source waited

    // The turn of a source.
    std::size_t current_ = 0;  // of entries_
    monotonic_time asked_at_{};
    bool writing_ = false;  // the request
    bool over_ = false;     // answered before it is known to be written
    bool hurried_ = false;
    monotonic_time deadline_ = never;

    bool rests_ = false;
    event changed_;
    event let_go_;  // by a source
};

}  // namespace weir
