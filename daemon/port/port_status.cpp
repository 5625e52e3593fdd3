#include "daemon/port/port_status.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "daemon/clock.hpp"
#include "daemon/log.hpp"

namespace weir {

port_status::port_status(const port_settings& settings, const std::string& root, announcer announce)
    : settings_(settings),
      configured_(device_text(settings.device)),
      topic_(root + "/port/" + settings.name),
      announce_(std::move(announce)),
      since_(wall_now()) {
    tell();
}

void port_status::found(std::string device) {
    if (!device.empty()) device_ = std::move(device);
}

void port_status::become(port_state state, std::string reason) {
    if (state == state_ && reason == reason_) return;
    if (state != state_) since_ = wall_now();
    state_ = state;
    reason_ = std::move(reason);
    tell();
    log_it();
}

void port_status::tell() const {
    const boost::json::object payload{{"state", name_of(state_)},
                                      {"reason", reason_},
                                      {"since", timestamp_text(since_)},
                                      {"device", device_.empty() ? configured_ : device_},
                                      {"configured", configured_}};
    announce_(topic_, boost::json::serialize(payload), content::json);
}

// "usb 0403:6001 at /dev/ttyUSB3"
std::string port_status::device_as_told() const {
    if (device_.empty() || device_ == configured_) return configured_;
    return configured_ + " at " + device_;
}

void port_status::log_it() {
    const bool good = state_ == port_state::open;
    if (!limiter_.allow(good ? name_of(state_) : reason_, monotonic_clock::now())) return;
    if (good) {
        log::info("port {}: {} is open", settings_.name, device_as_told());
    } else {
        log::warning("port {}: {}: {}: {}", settings_.name, name_of(state_), device_as_told(), reason_);
    }
}

}  // namespace weir
