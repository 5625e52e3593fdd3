#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "daemon/command/built_in.hpp"
#include "daemon/command/memory.hpp"
#include "daemon/command/reporter.hpp"
#include "daemon/command/request.hpp"
#include "daemon/command/safety.hpp"
#include "daemon/command/scheduler.hpp"
#include "daemon/log_limiter.hpp"
#include "daemon/mqtt/message.hpp"

namespace weir {

// cmd/<command>, and below it `cancel` and `refresh`.
enum class request_topic : std::uint8_t { request, cancel, refresh };

// Reads what comes on the topics below cmd/: requests, of which it knows doubles and strays, cancels and
// refreshes. Loop's thread alone.
class intake {
public:
    struct surroundings {
        std::string root;  // "<prefix>/<node>"
        scheduler& jobs;
        safety& safe;
        reporter& report;
        built_in& own;
        request_memory& memory;
        std::function<present()> now;
        // Gives the key of the request, 0 when it was refused.
        std::function<std::uint64_t(std::size_t command, request asked)> begin;
        std::function<void()> after;  // each message
    };
    // `commands` and what `around` refers to must outlive it.
    intake(const std::vector<command_settings>& commands, surroundings around)
        : commands_(commands), around_(std::move(around)), latest_(commands.size()) {}

    // Before anything else: goes on where `before` is, by the names of commands.
    void take_over(const intake& before);

    // What came on one of the topics. `refused`: why a request is not taken, if so.
    void take(request_topic on, const incoming& message, std::optional<verdict> refused = {});
    // Whether it is a request that nothing may hold up: an emergency, or weir's own.
    bool is_urgent(const incoming& request) const;

    // A request has ended; a cancel that comes later is told so.
    void ended(const job& which);

    std::uint64_t doubles() const { return doubles_; }
    std::uint64_t retained() const { return retained_; }

private:
    void on_request(const incoming& message, std::optional<verdict> refused);
    void on_cancel(const incoming& message);
    void on_refresh(const incoming& message);
    // The request with this id that its client has made before; null: there is none.
    const journal_entry* same_id(const request& asked, const present& when) const;
    // `first`: the one that it is a double of, or null.
    void take_request(std::size_t command, const journal_entry* first, request asked);
    void repeat(std::size_t command, const journal_entry& first, const request& asked);
    std::optional<std::size_t> find(std::string_view name) const;
    std::string name_in(const incoming& message, std::string_view behind) const;
    bool has_ended(const std::string& command, const std::string& id) const;

    const std::vector<command_settings>& commands_;
    surroundings around_;
    std::vector<std::uint64_t> latest_;  // beside commands_: the key of the last accepted request
    std::deque<std::pair<std::string, std::string>> ended_;  // the last ones: commands and ids
    log_limiter bad_cancels_;
    std::uint64_t doubles_ = 0;
    std::uint64_t retained_ = 0;
};

}  // namespace weir
