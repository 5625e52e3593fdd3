#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/doctor/machine.hpp"
#include "daemon/doctor/service.hpp"

namespace weir::doctor {

// A serial port of the configuration, where it is now.
struct used_port {
    const port_settings* settings;
    std::string device;            // behind all links; empty: not there, or not to be told from others
    std::vector<port_info> found;  // of a USB device: all that match

    const std::string& name() const { return settings->name; }
    std::string label() const { return "port " + name() + ": "; }  // before what is said of it
};

// What checks look at. Machine and load result must outlive it.
struct visit {
    visit(const machine& host, std::string config, const load_result& loaded);

    const machine& host;
    std::string config;  // the file, an absolute path, without "." and ".."
    const load_result& loaded;
    std::vector<port_info> ports;  // that are there
    std::vector<used_port> used;   // without those over TCP, simulated and replayed ones
    std::optional<doctor::service> service;

    bool has_settings() const { return loaded.settings.has_value(); }
    // Whether the service is what runs this configuration.
    bool is_service() const { return service && !service->masked && configuration_of(*service) == config; }
    // Whom the daemon runs as: the service's user, else whoever asks.
    person runner() const { return is_service() ? user_of(*service, host) : host.us(); }
};

// "ttyUSB0" of "/dev/ttyUSB0".
std::string device_name(const std::string& device);

}  // namespace weir::doctor
