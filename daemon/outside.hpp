#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "config/settings.hpp"
#include "daemon/loop.hpp"
#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/port/open_port.hpp"

namespace weir {

// What lies outside of an application: the broker, the devices, the machine. A rehearsal has its own in their
// place.
struct outside {
    using executor = boost::asio::any_io_executor;

    // With the application's loop: for each node that it runs, and so again when a reload changes the broker.
    std::function<std::unique_ptr<mqtt_link>(const mqtt_settings&, const executor& loop)> link;
    // The same, once.
    std::function<stream_opener(const executor& loop)> ports;
    loop::driver drive = loop::in_real_time;
    // Whether it is a service of this machine: watches for devices and informs systemd.
    bool is_service = true;
};

outside real_outside();

}  // namespace weir
