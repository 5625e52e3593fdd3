#include "daemon/log.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <memory>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/text.hpp"

namespace weir::log {

namespace {

struct named_level {
    std::string_view name;
    level which;
    spdlog::level::level_enum theirs;
    std::string_view priority;  // syslog(3)
};

constexpr std::array<named_level, 4> levels{{
    {"debug", level::debug, spdlog::level::debug, "<7>"},
    {"info", level::info, spdlog::level::info, "<6>"},
    {"warning", level::warning, spdlog::level::warn, "<4>"},
    {"error", level::error, spdlog::level::err, "<3>"},
}};

class priority_prefix : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& line, const std::tm&, spdlog::memory_buf_t& out) override {
        const auto found = std::find_if(levels.begin(), levels.end(), [&](const named_level& candidate) {
            return candidate.theirs == line.level;
        });
        if (found != levels.end()) out.append(found->priority.begin(), found->priority.end());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<priority_prefix>();
    }
};

std::unique_ptr<spdlog::formatter> journal_format() {
    auto format = std::make_unique<spdlog::pattern_formatter>();
    format->add_flag<priority_prefix>('P').set_pattern("%P%v");
    return format;
}

std::shared_ptr<spdlog::logger> make_logger(level least) {
    auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(spdlog::color_mode::automatic);
    auto made = std::make_shared<spdlog::logger>("weir", std::move(sink));
    if (is_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"))) {
        made->set_formatter(journal_format());
    } else {
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    }
    made->set_level(levels.at(static_cast<std::size_t>(least)).theirs);
    return made;
}

std::shared_ptr<spdlog::logger>& current() {
    static auto logger = make_logger(level::info);
    return logger;
}

// The journal shows a line that is not UTF-8 as "[N blob data]", and terminals obey control characters.
void write_line(spdlog::level::level_enum which, std::string_view line) {
    std::string shown(line);
    const bool is_text = is_utf8(line);
    const auto is_unfit = [is_text](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f || (byte >= 0x80 && !is_text);
    };
    std::replace_if(shown.begin(), shown.end(), is_unfit, '?');
    current()->log(which, spdlog::string_view_t(shown));
}

}  // namespace

std::optional<level> level_of(std::string_view name) {
    const auto found = std::find_if(levels.begin(), levels.end(),
                                    [&](const named_level& candidate) { return candidate.name == name; });
    return found == levels.end() ? std::nullopt : std::optional(found->which);
}

void init(level least) {
    current() = make_logger(least);
}

void show_from(level least) {
    current()->set_level(levels.at(static_cast<std::size_t>(least)).theirs);
}

bool is_journal(int descriptor, const char* journal_stream) {
    struct stat found = {};
    if (journal_stream == nullptr || fstat(descriptor, &found) != 0) return false;
    return journal_stream == fmt::format("{}:{}", found.st_dev, found.st_ino);
}

bool enabled(level which) {
    return current()->should_log(levels.at(static_cast<std::size_t>(which)).theirs);
}

void write(level which, fmt::string_view format, fmt::format_args arguments) noexcept {
    try {
        const std::string message = fmt::vformat(format, arguments);
        const auto theirs = levels.at(static_cast<std::size_t>(which)).theirs;
        std::string_view rest = message;
        for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            write_line(theirs, rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        if (!rest.empty()) write_line(theirs, rest);
    } catch (const std::exception&) {  // out of memory: this line is lost, weir is not
    }
}

}  // namespace weir::log
