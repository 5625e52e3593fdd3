#include "daemon/outside.hpp"

#include "daemon/mqtt/make_link.hpp"

namespace weir {

namespace {

std::unique_ptr<mqtt_link> real_link(const mqtt_settings& broker, const outside::executor& loop) {
    return make_link(broker.client, loop);
}

stream_opener real_ports(const outside::executor& loop) {
    const auto opener = std::make_shared<port_opener>(loop);
    return [opener](const port_settings& port) { return opener->open(port); };
}

}  // namespace

outside real_outside() {
    return {.link = real_link, .ports = real_ports};
}

}  // namespace weir
