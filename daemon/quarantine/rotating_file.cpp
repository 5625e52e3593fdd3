#include "daemon/quarantine/rotating_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace weir {

namespace {

using boost::system::error_code;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

// An open file, closed at its end.
class descriptor {
public:
    // A fifo or a device is none of ours: without O_NONBLOCK its opening could wait for ever.
    explicit descriptor(const std::string& path)
        : fd_(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640)) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }

    error_code size(std::uint64_t& bytes) const {
        struct stat is {};
        if (fd_ < 0 || ::fstat(fd_, &is) != 0) return last_error();
        if (!S_ISREG(is.st_mode)) return make_error_code(boost::system::errc::not_supported);
        bytes = static_cast<std::uint64_t>(is.st_size);
        return {};
    }

    // What a full disk took of it is cut off again: the file consists of whole lines.
    error_code write(std::string_view text, std::uint64_t size) const {
        while (!text.empty()) {
            const ssize_t written = ::write(fd_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) {
                const error_code why = last_error();
                static_cast<void>(::ftruncate(fd_, static_cast<off_t>(size)) == 0);
                return why;
            }
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

private:
    int fd_;
};

}  // namespace

error_code rotating_file::append(std::string_view text) const {
    std::uint64_t size = 0;
    {
        const descriptor file(path_);
        if (const error_code why = file.size(size)) return why;
        if (size == 0 || size + text.size() <= max_) return file.write(text, size);
    }
    if (std::rename(path_.c_str(), (path_ + ".1").c_str()) != 0) return last_error();
    const descriptor file(path_);
    if (const error_code why = file.size(size)) return why;
    return file.write(text, size);
}

}  // namespace weir
