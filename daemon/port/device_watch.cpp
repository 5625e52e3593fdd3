#include "daemon/port/device_watch.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <sys/inotify.h>
#include <system_error>
#include <unistd.h>

#include "daemon/log.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;

constexpr auto with_error = boost::asio::as_tuple(boost::asio::use_awaitable);

// A device node or a link comes; udev sets its group; the folder itself goes.
constexpr std::uint32_t happenings =
    IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// After a notice, so that a folder in which much happens costs little.
constexpr duration pause = 50ms;

void add(std::vector<std::string>& folders, const std::string& one) {
    if (std::find(folders.begin(), folders.end(), one) == folders.end()) folders.push_back(one);
}

void add_folders_of(const std::string& path, std::vector<std::string>& folders) {
    namespace fs = std::filesystem;
    std::error_code failed;
    const fs::path folder = fs::absolute(path, failed).lexically_normal().parent_path();
    if (failed || folder.empty()) return;
    if (folder.string().starts_with("/dev/")) {
        fs::path above = "/dev";
        for (const fs::path& part : folder.lexically_relative("/dev")) {
            above /= part;
            add(folders, above);
        }
    }
    add(folders, folder);
}

}  // namespace

std::vector<std::string> folders_to_watch(const std::vector<port_settings>& ports) {
    std::vector<std::string> folders;
    for (const port_settings& each : ports) {
        const auto* const named = std::get_if<path_device>(&each.device);
        if (named == nullptr && !std::holds_alternative<usb_device>(each.device)) continue;
        add(folders, "/dev");
        if (named != nullptr) add_folders_of(named->path, folders);
    }
    return folders;
}

device_watch::device_watch(const boost::asio::any_io_executor& executor, std::vector<std::string> folders,
                           device_changes& changes)
    : notices_(executor), folders_(std::move(folders)), changes_(changes) {}

awaitable<void> device_watch::run(task& self) {
    if (notices_.is_open()) notices_.close();
    watched_.clear();
    const int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor < 0) {
        const std::string why = std::strerror(errno);
        log::warning("devices are looked for once a second: inotify: {}", why);
    } else {
        notices_.assign(descriptor);
    }
    watch_folders();
    for (;;) {
        self.awaiting(watched_.empty() ? "nothing: there is no folder to watch" : "news of devices");
        if (watched_.empty()) {
            const bool slept = co_await sleep_until(never);
            if (!slept) co_return;
        }
        const auto [error] = co_await notices_.async_wait(notices_.wait_read, with_error);
        self.resumed();
        if (error == boost::asio::error::operation_aborted) co_return;
        if (error) throw boost::system::system_error(error);
        if (!drain()) continue;
        watch_folders();
        changes_.notify();
        self.awaiting("the next look");
        const bool on = co_await sleep_for(pause);
        self.resumed();
        if (!on) co_return;
    }
}

// Those that are not watched yet and exist by now, from the top to the bottom.
void device_watch::watch_folders() {
    if (!notices_.is_open()) return;
    for (const std::string& folder : folders_) {
        // Of one that is watched already this gives the same descriptor.
        const int watch = inotify_add_watch(notices_.native_handle(), folder.c_str(), happenings);
        if (watch >= 0) {
            watched_[watch] = folder;
        } else if (errno != ENOENT && errno != ENOTDIR && !std::exchange(limited_, true)) {
            log::warning("devices in {} are looked for once a second: inotify: {}", folder,
                         std::strerror(errno));
        }
    }
}

// Takes all notices; whether there was one that says something new.
bool device_watch::drain() {
    alignas(inotify_event) std::array<char, 4096> buffer;
    bool news = false;
    for (;;) {
        const ssize_t size = ::read(notices_.native_handle(), buffer.data(), buffer.size());
        if (size <= 0) return news;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            inotify_event one{};
            std::memcpy(&one, buffer.data() + at, sizeof one);
            at += sizeof one + one.len;
            if ((one.mask & IN_IGNORED) != 0) watched_.erase(one.wd);
            news = true;
        }
    }
}

}  // namespace weir
