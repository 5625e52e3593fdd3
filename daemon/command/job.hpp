#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async/semaphore.hpp"
#include "daemon/command/request.hpp"
#include "daemon/command/run.hpp"
#include "drivers/modbus/protocol.hpp"
#include "drivers/pattern.hpp"

namespace weir {

// Who asks.
enum class origin : std::uint8_t {
    client,
    dead_man,
    safe_state,
    on_open,
    on_start,
    on_stop,
    on_disconnect,
    on_condition
};
// Whether a command that runs for this reason makes its device safe: then neither latches nor conditions
// keep it from it.
bool makes_safe(origin from);
std::string_view name_of(origin from);  // "weir: run_on open"; empty for a client

// What a device's answer to a command looks like; absent: there is none to await.
struct answer_patterns {
    std::optional<pattern> yes;
    std::optional<pattern> no;
    std::optional<pattern> stopped;
};

// A command that is one request of Modbus.
struct modbus_call {
    modbus::request request;
    modbus::transport over = modbus::transport::rtu;
    std::uint16_t transaction = 0;
};

// One accepted request at work.
struct job {
    job(std::size_t command, const command_settings& settings, request wanted, origin from,
        command_run::plan plan)
        : command(command), settings(settings), asked(std::move(wanted)), from(from), run(std::move(plan)) {}

    const std::size_t command;  // index into settings::commands
    const command_settings& settings;
    request asked;
    const origin from;
    std::uint64_t key = 0;    // in the memory of requests
    std::uint64_t order = 0;  // of acceptance
    command_run run;
    std::string bytes;
    std::string bytes_off;  // that call it off
    answer_patterns patterns;
    std::optional<modbus_call> modbus;   // what is awaited then are no patterns
    std::vector<reply_address> replies;  // bounded: doubles may want the final answer too
    semaphore::slot slot;                // while it runs; an emergency has none
    std::optional<monotonic_time> started;
    monotonic_time ended{};
    std::string written;      // at most the first most_audited bytes of all that was written
    std::string late_answer;  // that came while the line rested

    static constexpr std::size_t most_audited = 256;
    static constexpr std::size_t most_replies = 4;
};

// What a frame says to the job by its encoder, if that knows.
encoder::answer encoder_answer(const job& to, std::string_view frame);

// A checked request at the start of its life. `device`: for messages. Throws std::runtime_error when its
// values make a pattern too large, or do not fit into a register or what is encoded.
std::unique_ptr<job> make_job(std::size_t command, const command_settings& settings, request asked,
                              origin from, const std::string& device);

}  // namespace weir
