#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "config/settings.hpp"
#include "daemon/outside.hpp"
#include "daemon/rehearsal/played_broker.hpp"
#include "daemon/rehearsal/played_device.hpp"
#include "daemon/rehearsal/transcript.hpp"

namespace weir {

// What an application meets in a rehearsal: its broker, a device on each port, and who requests its commands.
// Loop's thread alone; outlives the application.
class scene {
public:
    // `tested` must outlive it.
    explicit scene(const settings& tested);

    // For the application; `drive` runs its loop.
    outside around(loop::driver drive);

    played_broker& broker() { return broker_; }
    const std::map<std::string, played_device>& devices() const { return devices_; }
    played_device& device(const std::string& port) { return devices_.at(port); }

    // Requests a command.
    void call(const std::string& command, boost::json::object request);
    // Calls off what was requested of it.
    void call_off(const std::string& command);
    // How requests have ended, and what weir ran by itself and reports: answers, as their JSON says it.
    transcript<boost::json::object>& outcomes();

    // Whether a topic of weir's is about itself or a request, and not what it makes of the data.
    bool is_own(const std::string& topic) const;

private:
    void look_at(const outgoing& message, monotonic_time at);

    const settings& tested_;
    const std::string root_;
    played_broker broker_;
    std::map<std::string, played_device> devices_;  // by port
    std::size_t calls_ = 0;
    std::size_t looked_at_ = 0;    // messages
    std::set<std::string> ended_;  // ids
    transcript<boost::json::object> outcomes_;
};

}  // namespace weir
