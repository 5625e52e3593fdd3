// What the load generator, the meter and the native peers share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace weir::bench {

constexpr std::int64_t ns_per_second = 1'000'000'000;

// CLOCK_MONOTONIC in ns. One clock for the whole machine: a stamp of the load generator can be compared with
// a reading in the meter.
std::int64_t now_ns();

// Says `what` and errno's meaning on stderr, and exits with 1.
[[noreturn]] void fail(const std::string& what);

void raise_descriptor_limit();

// Options of the form `--name value`; anything else is an error that ends the program.
class options {
public:
    options(int argc, char** argv);

    std::string text(const std::string& name, const std::string& fallback) const;
    int number(const std::string& name, int fallback) const;

private:
    std::map<std::string, std::string> values_;
};

// The integer behind `key`, as in `"seq":12` behind `"seq":`; -1 when there is none.
std::int64_t integer_after(std::string_view text, std::string_view key);

// The number N of the topic `bench/N/…`, or -1.
int port_of_topic(std::string_view topic);

// Lines out of what a stream brings.
class line_buffer {
public:
    void append(std::string_view bytes) { pending_.append(bytes); }

    // Calls `take` with each complete line, without its line feed.
    template <typename Take>
    void take_lines(Take&& take) {
        std::size_t start = 0;
        for (auto end = pending_.find('\n'); end != pending_.npos; end = pending_.find('\n', start)) {
            take(std::string_view(pending_).substr(start, end - start));
            start = end + 1;
        }
        pending_.erase(0, start);
    }

private:
    std::string pending_;
};

}  // namespace weir::bench
