#include "daemon/rehearsal/played_device.hpp"

#include <boost/asio/error.hpp>
#include <utility>

namespace weir {

class played_device::stream final : public byte_stream {
public:
    explicit stream(played_device& device) : device_(device) {
        device_.open_ = true;
        device_.unread_.clear();
    }
    ~stream() override { device_.open_ = false; }

    boost::asio::awaitable<result> read_some(std::span<char> into) override {
        interrupted_ = false;
        while (device_.unread_.empty() && device_.plugged_) {
            const wake why = co_await device_.changed_.wait();
            if (why == wake::canceled || interrupted_)
                co_return result{boost::asio::error::operation_aborted, 0};
        }
        if (device_.unread_.empty()) co_return result{boost::asio::error::eof, 0};
        const std::size_t size = device_.unread_.copy(into.data(), into.size());
        device_.unread_.erase(0, size);
        co_return result{{}, size};
    }

    void interrupt_read() override {
        interrupted_ = true;
        device_.changed_.notify_all();
    }

    boost::asio::awaitable<result> write(std::string_view bytes) override {
        if (!device_.plugged_) co_return result{make_error_code(boost::system::errc::io_error), 0};
        device_.hear(bytes);
        co_return result{{}, bytes.size()};
    }

private:
    played_device& device_;
    bool interrupted_ = false;
};

open_attempt played_device::open() {
    open_attempt made;
    if (plugged_) {
        made.stream = std::make_unique<stream>(*this);
    } else {
        made.error = make_error_code(boost::system::errc::no_such_file_or_directory);
        made.reason = "it is unplugged";
    }
    return made;
}

void played_device::plug(bool in) {
    plugged_ = in;
    if (!in) unread_.clear();
    changed_.notify_all();
}

void played_device::say(std::string_view bytes) {
    if (!open_) return;
    unread_ += bytes;
    changed_.notify_all();
}

void played_device::answer_always(std::string to, std::string answer) {
    answers_[std::move(to)] = std::move(answer);
}

void played_device::hear(std::string_view bytes) {
    const auto known = answers_.find(bytes);
    heard_.add(std::string(bytes), monotonic_clock::now());
    if (known == answers_.end()) return;
    heard_.expect_last();
    say(known->second);
}

}  // namespace weir
