// N devices that say something at a steady rate.
//
//     devices --ports N --dir DIR [--text BYTES] [--answer-after MS]          lines on DIR/tty0…
//     devices --ports N --broker PORT --topic T [--text BYTES] [--response T]  messages; `{}` in T is the
//     port's number
//
// Commands on stdin, one a line:
//     run RATE SECONDS    RATE lines a second from each port
// Events on stdout, one JSON object a line: `ready`, and `started` and `done` for each run. Sequence numbers
// go on from run to run and are the same for all ports. A line that there was no room for is counted as an
// overrun, and its number is not used again.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tests/bench/load/schedule.hpp"
#include "tests/bench/load/sinks.hpp"

namespace weir::bench {
namespace {

std::unique_ptr<sink> sink_of(const options& given) {
    const int ports = given.number("ports", 1);
    const int text = given.number("text", 0);
    const int broker = given.number("broker", 0);
    if (broker != 0)
        return std::make_unique<topic_sink>(ports, broker, given.text("topic", ""),
                                            given.text("response", ""), text);
    return std::make_unique<serial_sink>(ports, given.text("dir", "."), text,
                                         given.number("answer-after", 0) * (ns_per_second / 1000));
}

class simulation {
public:
    explicit simulation(const options& given)
        : ports_(given.number("ports", 1)), sink_(sink_of(given)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        watch(STDIN_FILENO, standard_input);
        std::uint32_t index = 0;
        for (const int descriptor : sink_->descriptors())
            watch(descriptor, index++);
    }
    ~simulation() { ::close(epoll_); }
    simulation(const simulation&) = delete;
    simulation& operator=(const simulation&) = delete;

    // Until stdin ends.
    void run() {
        std::puts(R"({"event":"ready"})");
        while (!ended_) {
            std::fflush(stdout);
            const std::int64_t due = send_due();
            const std::int64_t wait = std::max<std::int64_t>(due - now_ns(), 0);
            const timespec timeout{static_cast<time_t>(wait / ns_per_second),
                                   static_cast<long>(wait % ns_per_second)};
            std::array<epoll_event, 64> events;
            const int count =
                ::epoll_pwait2(epoll_, events.data(), 64, due < 0 ? nullptr : &timeout, nullptr);
            for (int i = 0; i < count; ++i)
                handle(events[static_cast<std::size_t>(i)].data.u32);
        }
    }

private:
    static constexpr std::uint32_t standard_input = UINT32_MAX;

    void watch(int descriptor, std::uint32_t tag) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = tag;
        if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
    }

    void handle(std::uint32_t tag) {
        if (tag != standard_input) return sink_->readable(tag);
        std::array<char, 256> chunk;
        const ssize_t size = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        ended_ = size <= 0;
        if (ended_) return;
        commands_.append({chunk.data(), static_cast<std::size_t>(size)});
        commands_.take_lines([this](std::string_view line) { obey(std::string(line)); });
    }

    void obey(const std::string& line) {
        double rate = 0, seconds = 0;
        if (std::sscanf(line.c_str(), "run %lf %lf", &rate, &seconds) != 2 || rate <= 0) {
            std::fprintf(stderr, "unknown command: %s\n", line.c_str());
            std::exit(2);
        }
        sent_ = overruns_ = worst_lag_ = 0;
        run_start_ = now_ns();
        schedule_.emplace(ports_, rate, seconds, run_start_);
        std::printf("{\"event\":\"started\",\"first_seq\":%lld,\"per_port\":%lld}\n",
                    static_cast<long long>(next_seq_), static_cast<long long>(schedule_->rounds()));
    }

    // Sends every line whose time has come; returns when there is something to do again, or -1.
    std::int64_t send_due() {
        std::int64_t now = now_ns();
        while (schedule_ && !schedule_->finished() && schedule_->due() <= now) {
            worst_lag_ = std::max(worst_lag_, now - schedule_->due());
            const bool taken = sink_->send(schedule_->port(), next_seq_ + schedule_->round());
            ++(taken ? sent_ : overruns_);
            schedule_->advance();
            now = now_ns();
        }
        const std::int64_t work_due = sink_->work(now);
        if (!schedule_) return work_due;
        if (schedule_->finished()) {
            finish_run();
            return now;
        }
        return work_due < 0 ? schedule_->due() : std::min(work_due, schedule_->due());
    }

    void finish_run() {
        sink_->finish();
        const double seconds =
            static_cast<double>(now_ns() - run_start_) / static_cast<double>(ns_per_second);
        next_seq_ += schedule_->rounds();
        schedule_.reset();
        std::printf(
            "{\"event\":\"done\",\"sent\":%lld,\"overruns\":%lld,\"seconds\":%.3f,\"worst_lag_ms\":%.2f}\n",
            static_cast<long long>(sent_), static_cast<long long>(overruns_), seconds,
            static_cast<double>(worst_lag_) / 1e6);
    }

    const int ports_;
    std::unique_ptr<sink> sink_;
    const int epoll_;
    bool ended_ = false;
    line_buffer commands_;

    std::optional<schedule> schedule_;
    std::int64_t run_start_ = 0;
    std::int64_t next_seq_ = 1;
    std::int64_t sent_ = 0;
    std::int64_t overruns_ = 0;
    std::int64_t worst_lag_ = 0;  // ns
};

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
    weir::bench::raise_descriptor_limit();
    ::prctl(PR_SET_TIMERSLACK, 1);  // by default a wait may end 50 µs late
    weir::bench::simulation(weir::bench::options(argc, argv)).run();
}
