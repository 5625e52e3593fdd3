#pragma once

#include <boost/asio/error.hpp>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "daemon/async.hpp"
#include "drivers/byte_stream.hpp"

namespace weir::test {

// The far end of a line, played by a test: what a read gives next, and what was written.
class fake_line {
public:
    void sends(std::string bytes) {
        incoming_.push_back(std::move(bytes));
        more_.notify_all();
    }
    void hangs_up() {
        gone_ = true;
        more_.notify_all();
    }

private:
    friend class fake_stream;
    std::deque<std::string> incoming_;
    bool gone_ = false;
    event more_;
};

class fake_stream : public byte_stream {
public:
    explicit fake_stream(std::shared_ptr<fake_line> line) : line_(std::move(line)) {}

    boost::asio::awaitable<result> read_some(std::span<char> into) override {
        while (line_->incoming_.empty() && !line_->gone_) {
            const wake why = co_await line_->more_.wait();
            if (why == wake::canceled) co_return result{boost::asio::error::operation_aborted, 0};
        }
        if (line_->incoming_.empty()) co_return result{boost::asio::error::eof, 0};
        std::string& next = line_->incoming_.front();
        const std::size_t size = next.copy(into.data(), into.size());
        next.erase(0, size);
        if (next.empty()) line_->incoming_.pop_front();
        co_return result{{}, size};
    }
    boost::asio::awaitable<result> write(std::string_view bytes) override {
        co_return result{{}, bytes.size()};
    }

private:
    std::shared_ptr<fake_line> line_;
};

}  // namespace weir::test
