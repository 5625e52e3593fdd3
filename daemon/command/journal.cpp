#include "daemon/command/journal.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "daemon/log.hpp"

namespace weir {

namespace {

constexpr mode_t owner_alone = 0600;
constexpr int always = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;  // never waits for the other end of a pipe

std::string error_text(int number) {
    return std::system_category().message(number);
}

// The size of a regular file; -1 and errno: it is none.
off_t size_of(int file) {
    struct stat found = {};
    if (fstat(file, &found) != 0) return -1;
    if (S_ISREG(found.st_mode)) return found.st_size;
    errno = EINVAL;
    return -1;
}

// Closes it, and leaves errno as it was.
void let_go(int& file) {
    const int error = errno;
    if (file >= 0) ::close(std::exchange(file, -1));
    errno = error;
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t size = ::write(file, bytes.data(), bytes.size());
        if (size < 0 && errno != EINTR) return false;
        if (size == 0) {
            errno = ENOSPC;
            return false;
        }
        if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

// The last `most` bytes of a file; false and errno: it cannot be read.
bool read_end(int file, std::size_t most, std::string& into) {
    const off_t size = size_of(file);
    if (size < 0) return false;
    const auto skipped = static_cast<std::size_t>(size) > most ? size - static_cast<off_t>(most) : 0;
    into.resize(static_cast<std::size_t>(size - skipped));
    std::size_t got = 0;
    while (got < into.size()) {
        const ssize_t part =
            ::pread(file, into.data() + got, into.size() - got, skipped + static_cast<off_t>(got));
        if (part < 0 && errno != EINTR) return false;
        if (part == 0) break;
        if (part > 0) got += static_cast<std::size_t>(part);
    }
    into.resize(got);
    if (skipped > 0) into.erase(0, into.find('\n'));  // the rest of a line
    return true;
}

}  // namespace

journal::journal(const std::string& folder) : path_(folder.empty() ? "" : folder + "/commands.jsonl") {}

journal::~journal() {
    let_go(file_);
}

std::vector<journal_entry> journal::read(std::size_t most) const {
    if (path_.empty()) return {};
    int file = ::open(path_.c_str(), O_RDONLY | always);
    if (file < 0 && errno == ENOENT) return {};
    std::string text;
    if (file < 0 || !read_end(file, most_read, text)) {
        log::warning("commands: {}: {}; what was asked before is forgotten", path_, error_text(errno));
        text.clear();
    }
    let_go(file);
    journal_text parsed = parse_journal(text, most);
    if (parsed.broken > 0) log::warning("commands: {}: {} broken lines were left out", path_, parsed.broken);
    return std::move(parsed.entries);
}

void journal::rewrite(const std::vector<const journal_entry*>& entries) {
    if (path_.empty()) return;
    std::string text;
    for (const journal_entry* each : entries)
        text += line_of(*each);
    const std::string fresh = path_ + ".new";
    ::unlink(fresh.c_str());
    int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | always, owner_alone);
    if (file < 0 || !write_all(file, text) || ::rename(fresh.c_str(), path_.c_str()) != 0) {
        complain("cannot be written anew");
        let_go(file);
        ::unlink(fresh.c_str());
        size_at_rewrite_ = size_;  // not again at once
        return;
    }
    let_go(file_);
    file_ = file;
    failed_ = warned_ = torn_ = false;
    size_ = size_at_rewrite_ = text.size();
}

void journal::append(std::string line) {
    size_ += line.size();
    if (failed_ || !open()) return;
    if (std::exchange(torn_, false)) line.insert(0, 1, '\n');
    ssize_t size = 0;
    do {
        size = ::write(file_, line.data(), line.size());
    } while (size < 0 && errno == EINTR);
    if (size == static_cast<ssize_t>(line.size())) return;
    if (size >= 0) errno = ENOSPC;
    complain("cannot be written");
    failed_ = true;
}

bool journal::open() {
    if (file_ >= 0) return true;
    int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | always, owner_alone);
    std::string last;
    const off_t size = file < 0 ? -1 : size_of(file);
    if (size < 0 || !read_end(file, 1, last)) {
        complain("cannot be opened");
        let_go(file);
        failed_ = true;
        return false;
    }
    file_ = file;
    torn_ = size > 0 && last != "\n";
    size_ += static_cast<std::size_t>(size);
    return true;
}

// For errno.
void journal::complain(std::string_view what) {
    if (std::exchange(warned_, true)) return;
    const std::string why = error_text(errno);
    log::warning("commands: {} {}: {}; what is asked from now on does not survive a restart", path_, what,
                 why);
}

}  // namespace weir
