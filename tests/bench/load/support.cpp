#include "tests/bench/load/support.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sys/resource.h>

namespace weir::bench {

std::int64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * ns_per_second + now.tv_nsec;
}

void fail(const std::string& what) {
    std::fprintf(stderr, "%s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(1);
}

void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

options::options(int argc, char** argv) {
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (!name.starts_with("--") || i + 1 >= argc) {
            std::fprintf(stderr, "usage: %s [--name value]...\n", argv[0]);
            std::exit(2);
        }
        values_[std::string(name.substr(2))] = argv[i + 1];
    }
}

std::string options::text(const std::string& name, const std::string& fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : found->second;
}

int options::number(const std::string& name, int fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : std::atoi(found->second.c_str());
}

std::int64_t integer_after(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    if (at == text.npos) return -1;
    text.remove_prefix(at + key.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::int64_t value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

int port_of_topic(std::string_view topic) {
    constexpr std::string_view prefix = "bench/";
    if (!topic.starts_with(prefix)) return -1;
    int port = -1;
    std::from_chars(topic.data() + prefix.size(), topic.data() + topic.size(), port);
    return port;
}

}  // namespace weir::bench
