#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "drivers/simulate/device.hpp"
#include "tests/support/pty.hpp"

// devices FOLDER: every simulated device behind a real pty, as FOLDER/<device>, until SIGTERM or SIGINT; and,
// on stdout once a second, what a wireless outdoor sensor would publish, as JSON lines.
namespace weir::test {
namespace {

using clock = std::chrono::steady_clock;

// Something that says its next lines every period.
class speaker {
public:
    virtual ~speaker() = default;
    virtual void speak() = 0;
    virtual duration period() const = 0;
};

class serial_speaker final : public speaker {
public:
    serial_speaker(const component& kind, std::string link)
        : device_(make_simulated({&kind, {}, {}, {}},
                                 std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))),
          line_(std::move(link)) {}

    // One that only answers is asked often whether it has something to say.
    duration period() const override {
        return device_->period() > duration::zero() ? device_->period() : std::chrono::milliseconds(20);
    }

    void speak() override {
        try {
            const std::string answer = device_->answer(line_.read(4096, std::chrono::milliseconds(0)));
            line_.write(answer + device_->lines(tick_++), std::chrono::milliseconds(1));
        } catch (const std::runtime_error&) {  // nobody reads: a device does not wait
        }
    }

private:
    std::unique_ptr<simulated_device> device_;
    pty line_;
    std::uint64_t tick_ = 0;
};

class outdoor_speaker final : public speaker {
public:
    duration period() const override { return std::chrono::seconds(1); }

    void speak() override {
        std::printf("{\"temperature\":%.1f,\"humidity\":%d,\"battery\":%d,\"linkquality\":%d}\n",
                    7.0 + 0.1 * (tick_ % 20), 80 + tick_ % 5, 97, 120 - tick_ % 30);
        std::fflush(stdout);
        ++tick_;
    }

private:
    int tick_ = 0;
};

// Whether a signal asked for the end before `until`.
bool asked_to_end(const sigset_t& signals, clock::time_point until) {
    const auto left = std::max<clock::duration>(until - clock::now(), clock::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec wait{static_cast<time_t>(seconds.count()),
                        static_cast<long>(std::chrono::nanoseconds(left - seconds).count())};
    return sigtimedwait(&signals, nullptr, &wait) > 0;
}

void simulate(const std::filesystem::path& folder) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);

    std::multimap<clock::time_point, std::unique_ptr<speaker>> next;
    for (const component* kind : simulated_devices()) {
        next.emplace(clock::now(), std::make_unique<serial_speaker>(*kind, folder / kind->name));
    }
    next.emplace(clock::now(), std::make_unique<outdoor_speaker>());

    while (!asked_to_end(signals, next.begin()->first)) {
        auto due = next.extract(next.begin());
        due.mapped()->speak();
        due.key() += due.mapped()->period();
        next.insert(std::move(due));
    }
}

}  // namespace
}  // namespace weir::test

int main(int argc, char** argv) try {
    if (argc != 2) throw std::invalid_argument("usage: devices FOLDER");
    weir::test::simulate(argv[1]);
} catch (const std::exception& failure) {
    std::fprintf(stderr, "devices: %s\n", failure.what());
    return 1;
}
