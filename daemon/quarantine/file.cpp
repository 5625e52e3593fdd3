#include "daemon/quarantine/file.hpp"

#include <boost/asio/post.hpp>
#include <deque>
#include <mutex>
#include <system_error>
#include <utility>

#include "daemon/log.hpp"

namespace weir {

// Between the loop and the thread.
struct file_quarantine::backlog {
    backlog(std::string port, rotating_file file) : port(std::move(port)), file(std::move(file)) {}

    bool add(std::string line) {
        const std::lock_guard guard(lock);
        if (bytes + line.size() > most_waiting) return false;
        bytes += line.size();
        lines.push_back(std::move(line));
        return true;
    }
    bool empty() {
        const std::lock_guard guard(lock);
        return lines.empty();
    }
    std::string next() {
        const std::lock_guard guard(lock);
        if (lines.empty()) return {};
        std::string line = std::move(lines.front());
        lines.pop_front();
        bytes -= line.size();
        return line;
    }

    // On the thread.
    void write_all() {
        for (std::string line = next(); !line.empty(); line = next())
            judge(file.append(line));
    }
    void judge(const boost::system::error_code& how) {
        if (how) {
            const std::lock_guard guard(lock);
            ++lost;
        }
        if (how == last) return;
        last = how;
        if (how) {
            log::warning("port {}: quarantine: cannot write {}: {}", port, file.path(), how.message());
        } else {
            log::info("port {}: quarantine: {} can be written again", port, file.path());
        }
    }

    const std::string port;
    const rotating_file file;
    std::mutex lock;
    std::deque<std::string> lines;
    std::size_t bytes = 0;
    std::uint64_t lost = 0;
    boost::system::error_code last;  // of the thread
};

file_quarantine::file_quarantine(std::string port, rotating_file file, sample_clock& clock,
                                 boost::asio::any_io_executor loop)
    : quarantine(port, clock),
      backlog_(std::make_shared<backlog>(std::move(port), std::move(file))),
      loop_(std::move(loop)),
      self_(std::make_shared<file_quarantine*>(this)) {}

file_quarantine::~file_quarantine() = default;

std::uint64_t file_quarantine::lost() const {
    const std::lock_guard guard(backlog_->lock);
    return backlog_->lost;
}

bool file_quarantine::take(std::string record, monotonic_time /*now*/) {
    if (!backlog_->add(std::move(record) + '\n')) return false;
    if (!writing_) start_writing();
    return true;
}

// The thread ends when nothing waits any more; then the loop looks whether something does again.
void file_quarantine::start_writing() {
    const auto look = [self = std::weak_ptr(self_)] {
        const auto alive = self.lock();
        if (!alive) return;
        file_quarantine& its = **alive;
        its.writing_ = false;
        if (!its.backlog_->empty()) its.start_writing();
    };
    try {
        thread_.start([all = backlog_] { all->write_all(); },
                      [loop = loop_, look] { boost::asio::post(loop, look); });
        writing_ = true;
    } catch (
        const std::system_error& error) {  // no further thread: with the next bad frame it is tried again
        log::warning("port {}: quarantine: {}", port(), error.what());
    }
}

}  // namespace weir
