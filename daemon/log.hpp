#pragma once

#include <cstdint>
#include <fmt/core.h>
#include <optional>
#include <string_view>

// The log, on stderr. In a service each line has the journal's priority prefix (sd-daemon(3)); elsewhere the
// time and the level, with colour on a terminal. Usable from any thread; a message of several lines becomes
// several lines of the log, and control characters that a device sent are shown as '?'.
//
//     log::warning("port {}: {}", name, error.message());
namespace weir::log {

enum class level : std::uint8_t { debug, info, warning, error };

// "debug", "info", "warning", "error"; nothing for any other text.
std::optional<level> level_of(std::string_view name);

// From now on lines below `least` are not written; `info` until the first call. Looks at stderr and
// JOURNAL_STREAM anew. To be called before other threads log.
void init(level least);

// The same of the level alone; at any time.
void show_from(level least);

// Whether `descriptor` is the stream that `journal_stream`, "device:inode" in decimal, names. Null: no.
bool is_journal(int descriptor, const char* journal_stream);

bool enabled(level which);
void write(level which, fmt::string_view format, fmt::format_args arguments) noexcept;

template <class... Arguments>
void debug(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    if (enabled(level::debug)) write(level::debug, format, fmt::make_format_args(arguments...));
}

template <class... Arguments>
void info(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    if (enabled(level::info)) write(level::info, format, fmt::make_format_args(arguments...));
}

template <class... Arguments>
void warning(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    if (enabled(level::warning)) write(level::warning, format, fmt::make_format_args(arguments...));
}

template <class... Arguments>
void error(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    if (enabled(level::error)) write(level::error, format, fmt::make_format_args(arguments...));
}

}  // namespace weir::log
