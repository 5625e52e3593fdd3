#include "daemon/cli/record_session.hpp"

#include <chrono>
#include <fmt/core.h>
#include <ostream>
#include <utility>

#include "daemon/cli/cli.hpp"

namespace weir {

record_session::record_session(loop& on, std::string port, const record_options& options, std::ostream& out,
                               std::ostream& errors)
    : loop_(on), port_(std::move(port)), options_(options), out_(out), errors_(errors), exit_(exit_failure) {}

awaitable<void> record_session::run() {
    std::vector<awaitable<void>> either;
    either.push_back(open());
    either.push_back(loop_.stop_requested());
    co_await race(std::move(either));
    if (!recorder_) co_return;
    co_await record();
    conclude();
}

void record_session::begin(monotonic_time began) {
    recorder_.emplace(loop_.context().get_executor(),
                      recorder::options{options_.file, port_, options_.max_size, began});
    say("recording to " + options_.file + "; Ctrl-C ends it");
}

awaitable<void> record_session::record() {
    task self(loop_.root(), "recorder");
    std::vector<awaitable<void>> both;
    both.push_back(recorder_->run(self));
    both.push_back(capture());
    co_await run_all(std::move(both));
}

awaitable<void> record_session::capture() {
    std::vector<awaitable<void>> any;
    any.push_back(listen());
    any.push_back(time_over());
    any.push_back(loop_.stop_requested());
    any.push_back(recorder_->until_over());
    const std::size_t first = co_await race(std::move(any));
    broken_ = first == 0;
    close();
    recorder_->finish();
}

awaitable<void> record_session::time_over() {
    const monotonic_time end = options_.time ? monotonic_clock::now() + *options_.time : never;
    co_await sleep_until(end);
}

void record_session::conclude() {
    const recorder& its = *recorder_;
    if (!its.why().empty()) errors_ << "weir: " << options_.file << ": " << its.why() << std::endl;
    const auto [received, sent, size] = its.counted();
    const double seconds = std::chrono::duration<double>(its.lasted()).count();
    out_ << fmt::format("{}: {} bytes of {} in {:.1f} s", options_.file, received, port_, seconds);
    if (sent > 0) out_ << fmt::format(", {} to it", sent);
    out_ << fmt::format(", {} bytes of file", size) << missing() << '\n';
    exit_ = broken_ || its.failed() ? exit_failure : 0;
}

void record_session::say(const std::string& what) {
    errors_ << "weir: " << port_ << ": " << what << std::endl;
}

}  // namespace weir
