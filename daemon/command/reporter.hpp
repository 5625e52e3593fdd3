#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "daemon/command/answer.hpp"
#include "daemon/command/job.hpp"
#include "daemon/mqtt/message.hpp"

namespace weir {

// What became of a request that never was a job: it was rejected, is built in, or is left of the last run.
struct plain_end {
    std::string command;
    const command_settings* settings = nullptr;  // null: built in or unknown
    request asked;
    verdict how;
    std::uint64_t key = 0;  // in the memory of requests; 0: it is not there
};

// Tells the world what becomes of requests: their status, the last result, the audit and the answers on
// Response Topics (docs/commands.md), as far as the command's `report` lets it.
class reporter {
public:
    using voice = std::function<void(outgoing message)>;
    struct surroundings {
        std::string root;  // "<prefix>/<node>"
        voice publish;     // at once: what is owed
        voice mention;     // what may be left out in a flood, since it tells of nothing that ran
        std::function<void(std::string topic, std::string payload)> keep;  // retained, the latest counts
        std::function<std::string(monotonic_time when)> stamp;             // as wall time
        std::function<std::string(const command_settings&)> line_of;       // "rs485"; empty for topics
    };
    explicit reporter(surroundings around) : around_(std::move(around)) {}

    // Before anything else: goes on counting where `before` is.
    void take_over(const reporter& before) { counts_ = before.counts_; }

    void accepted(const job& which);
    void changed(const job& which);
    // Gives the final answer as JSON, for who remembers it.
    std::string ended(const job& which);
    void audit(const job& which);

    // A double of `which`, which is open: to the double's own address and `status`.
    void repeat(const job& which, const std::optional<reply_address>& to);
    // A double of a request for `command`; `answer`: what it would get itself.
    void repeat(const std::string& command, report_level level, const std::string& answer,
                const std::optional<reply_address>& to);
    std::string answer_to(const plain_end& what) const;

    // Gives the answer. `known`: there is a topic for its status.
    std::string ended(const plain_end& what, bool known);
    // The same for one that the last process had accepted.
    std::string ended_late(const plain_end& what);

    enum class cancel_outcome : std::uint8_t { accepted, not_found, already_finished };
    // `count`: of the requests called off, when no id was given.
    void cancel_answer(const std::string& command, const std::optional<std::string>& id,
                       const std::optional<reply_address>& to, cancel_outcome how, std::size_t count);

    // How requests ended so far, by command_state.
    const std::array<std::uint64_t, 10>& counts() const { return counts_; }

private:
    request_facts about(const job& which) const;
    request_facts about(const plain_end& what) const;
    void say_status(const voice& by, const std::string& command, report_level level, const verdict& how,
                    const std::string& payload);
    void say_to(const voice& by, const reply_address& to, const verdict& how, std::string payload);
    void say_audit(const voice& by, const request_facts& of, const job_traces& left);
    void keep_last(const command_settings& command, const std::string& answer);
    void say(const voice& by, std::string topic, std::string payload, message_properties with);

    surroundings around_;
    std::array<std::uint64_t, 10> counts_{};
};

}  // namespace weir
