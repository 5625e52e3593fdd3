#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <map>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/port/device_changes.hpp"
#include "daemon/task.hpp"

namespace weir {

// The folders in which something happens when one of these devices comes or becomes accessible: /dev, those
// of configured paths, and, below /dev, the folders above them, which udev makes and removes. A folder stands
// behind those above it. None when no port waits for a file.
std::vector<std::string> folders_to_watch(const std::vector<port_settings>& ports);

// Watches folders, those that do not exist yet too, by inotify(7): no thread, and no wake-up while nothing
// happens in them. Where it cannot, it says so in the log once, and the ports look for themselves.
class device_watch {
public:
    // `changes` must outlive the watch; `executor` is the loop's.
    device_watch(const boost::asio::any_io_executor& executor, std::vector<std::string> folders,
                 device_changes& changes);

    // Until it is cancelled.
    awaitable<void> run(task& self);

private:
    void watch_folders();
    bool drain();

    boost::asio::posix::stream_descriptor notices_;
    std::vector<std::string> folders_;
    std::map<int, std::string> watched_;  // by watch descriptor
    bool limited_ = false;                // said so
    device_changes& changes_;
};

}  // namespace weir
