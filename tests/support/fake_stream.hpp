#pragma once

#include <algorithm>
#include <boost/asio/error.hpp>
#include <deque>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/async.hpp"
#include "drivers/byte_stream.hpp"

namespace weir::test {

// The far end of a line, played by a test: what a read gives next, and what becomes of a write.
class fake_line {
public:
    void sends(std::string bytes) {
        incoming_.push_back(std::move(bytes));
        changed_.notify_all();
    }
    void hangs_up() {
        gone_ = true;
        changed_.notify_all();
    }

    // All that was written, of writes that did not end well too.
    const std::string& written() const { return written_; }
    // Takes this many bytes more; after them a write waits.
    void takes(std::size_t bytes) {
        room_ = bytes;
        changed_.notify_all();
    }
    // Takes this many bytes more; after them a write fails.
    void fails_after(std::size_t bytes, boost::system::error_code error) {
        error_ = error;
        takes(bytes);
    }

private:
    friend class fake_stream;
    std::deque<std::string> incoming_;
    bool gone_ = false;
    std::string written_;
    std::size_t room_ = std::numeric_limits<std::size_t>::max();
    boost::system::error_code error_;
    event changed_;
};

class fake_stream : public byte_stream {
public:
    explicit fake_stream(std::shared_ptr<fake_line> line) : line_(std::move(line)) {}

    boost::asio::awaitable<result> read_some(std::span<char> into) override {
        interrupted_ = false;
        while (line_->incoming_.empty() && !line_->gone_) {
            const wake why = co_await line_->changed_.wait();
            if (why == wake::canceled || interrupted_)
                co_return result{boost::asio::error::operation_aborted, 0};
        }
        if (line_->incoming_.empty()) co_return result{boost::asio::error::eof, 0};
        std::string& next = line_->incoming_.front();
        const std::size_t size = next.copy(into.data(), into.size());
        next.erase(0, size);
        if (next.empty()) line_->incoming_.pop_front();
        co_return result{{}, size};
    }

    void interrupt_read() override {
        interrupted_ = true;
        line_->changed_.notify_all();
    }

    boost::asio::awaitable<result> write(std::string_view bytes) override {
        std::size_t taken = take(bytes);
        while (taken < bytes.size()) {
            if (line_->error_) co_return result{line_->error_, taken};
            if (line_->gone_) co_return result{make_error_code(boost::system::errc::io_error), taken};
            const wake why = co_await line_->changed_.wait();
            if (why == wake::canceled) co_return result{boost::asio::error::operation_aborted, taken};
            taken += take(bytes.substr(taken));
        }
        co_return result{{}, taken};
    }

private:
    std::size_t take(std::string_view bytes) {
        const std::size_t size = line_->gone_ ? 0 : std::min(bytes.size(), line_->room_);
        line_->written_ += bytes.substr(0, size);
        line_->room_ -= size;
        return size;
    }

    std::shared_ptr<fake_line> line_;
    bool interrupted_ = false;
};

}  // namespace weir::test
