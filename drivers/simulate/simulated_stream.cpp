#include "drivers/simulate/simulated_stream.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "drivers/monotonic_timer.hpp"

namespace weir {

namespace {

constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

// What a device and its line keep of what nobody has read yet.
constexpr std::size_t most_unread = 65'536;  // bytes
constexpr duration longest_silence = std::chrono::seconds(5);

class simulated_stream final : public byte_stream {
public:
    simulated_stream(const boost::asio::any_io_executor& executor, std::unique_ptr<simulated_device> device)
        : device_(std::move(device)), changed_(executor) {}

    boost::asio::awaitable<result> read_some(std::span<char> into) override {
        speak();
        while (unread_.empty()) {
            changed_.expires_at(next_tick());
            const auto [error] = co_await changed_.async_wait(as_result);
            if (error && !std::exchange(answered_, false)) co_return result{error, 0};
            speak();
        }
        const std::size_t size = unread_.copy(into.data(), into.size());
        unread_.erase(0, size);
        co_return result{{}, size};
    }

    void interrupt_read() override { changed_.cancel(); }

    boost::asio::awaitable<result> write(std::string_view bytes) override {
        hear(device_->answer(bytes));
        co_return result{{}, bytes.size()};
    }

private:
    monotonic_time next_tick() const {
        const duration period = device_->period();
        if (period <= duration::zero()) return monotonic_time::max();
        return started_ + period * static_cast<duration::rep>(tick_);
    }

    // All that is due; what is long past is left out.
    void speak() {
        const monotonic_time now = monotonic_clock::now();
        if (next_tick() < now - longest_silence) {
            tick_ = static_cast<std::uint64_t>((now - started_) / device_->period());
        }
        while (next_tick() <= now)
            keep(device_->lines(tick_++));
    }

    void hear(const std::string& answer) {
        if (answer.empty()) return;
        keep(answer);
        answered_ = changed_.cancel() > 0;
    }

    void keep(std::string_view bytes) {
        unread_ += bytes.substr(0, most_unread - std::min(most_unread, unread_.size()));
    }

    std::unique_ptr<simulated_device> device_;
    monotonic_timer changed_;  // the next tick, or an answer
    const monotonic_time started_ = monotonic_clock::now();
    std::uint64_t tick_ = 0;
    std::string unread_;
    bool answered_ = false;  // it is an answer that wakes the reader
};

}  // namespace

std::unique_ptr<byte_stream> open_simulated(const boost::asio::any_io_executor& executor,
                                            std::unique_ptr<simulated_device> device) {
    return std::make_unique<simulated_stream>(executor, std::move(device));
}

}  // namespace weir
