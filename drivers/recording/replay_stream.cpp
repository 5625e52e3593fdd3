#include "drivers/recording/replay_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "drivers/monotonic_timer.hpp"

namespace weir {

namespace {

constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

class replay_stream final : public byte_stream {
public:
    using end_handler = std::function<void(const std::string&)>;

    replay_stream(const boost::asio::any_io_executor& executor, std::unique_ptr<recording_file> from,
                  replay_pace pace, end_handler on_end)
        : from_(std::move(from)), pace_(pace), on_end_(std::move(on_end)), next_(executor) {}

    // Waits for each record, if only for the loop's next turn: other tasks have theirs, whatever is in it.
    boost::asio::awaitable<result> read_some(std::span<char> into) override {
        interrupted_ = false;
        while (unread_.empty()) {
            if (!waiting_) fetch();
            next_.expires_at(due());
            const auto [error] = co_await next_.async_wait(as_result);
            if (error || interrupted_) co_return result{boost::asio::error::operation_aborted, 0};
            waiting_ = false;
            if (current_.kind == record_kind::received) unread_ = current_.bytes;
        }
        const std::size_t size = unread_.copy(into.data(), into.size());
        unread_.remove_prefix(size);
        co_return result{{}, size};
    }

    void interrupt_read() override {
        interrupted_ = true;  // if it is due already
        next_.cancel();
    }

    boost::asio::awaitable<result> write(std::string_view bytes) override {
        co_return result{{}, bytes.size()};
    }

private:
    void fetch() {
        const recording_reader::result got = from_->reader().next();
        current_ = got.record;
        waiting_ = true;
        if (got.what == recording_reader::found || std::exchange(ended_, true)) return;
        if (on_end_) on_end_(from_->reader().error());
    }

    monotonic_time due() const {
        if (ended_) return never;
        return pace_ == replay_pace::recorded ? started_ + current_.at : monotonic_clock::now();
    }

    std::unique_ptr<recording_file> from_;
    const replay_pace pace_;
    const end_handler on_end_;
    monotonic_timer next_;
    const monotonic_time started_ = monotonic_clock::now();
    record current_;
    bool waiting_ = false;  // current_ is not used yet
    bool ended_ = false;
    bool interrupted_ = false;
    std::string_view unread_;  // of current_
};

}  // namespace

std::unique_ptr<byte_stream> open_replay(const boost::asio::any_io_executor& executor,
                                         std::unique_ptr<recording_file> from, replay_pace pace,
                                         std::function<void(const std::string& broken)> on_end) {
    return std::make_unique<replay_stream>(executor, std::move(from), pace, std::move(on_end));
}

}  // namespace weir
