#include "daemon/record/output_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace weir {

namespace {

[[noreturn]] void cannot_write(const std::string& path, int error) {
    throw std::system_error(error, std::generic_category(), "cannot write " + path);
}

}  // namespace

// The opening of a fifo would wait without O_NONBLOCK.
output_file::output_file(const std::string& path)
    : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640)) {
    if (fd_ < 0) cannot_write(path, errno);
    struct stat is {};
    int error = ::fstat(fd_, &is) == 0 ? 0 : errno;
    if (error == 0 && !S_ISREG(is.st_mode)) error = EINVAL;
    if (error == 0 && ::ftruncate(fd_, 0) != 0) error = errno;
    if (error == 0) return;
    ::close(fd_);
    cannot_write(path, error);
}

output_file::~output_file() {
    ::close(fd_);
}

// What a full disk took of it is cut off again: the file consists of whole records.
boost::system::error_code output_file::append(std::string_view bytes) {
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const ssize_t written = ::write(fd_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            const boost::system::error_code why(errno, boost::system::system_category());
            static_cast<void>(::ftruncate(fd_, static_cast<off_t>(size_)) == 0);
            return why;
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    size_ += bytes.size();
    return {};
}

}  // namespace weir
