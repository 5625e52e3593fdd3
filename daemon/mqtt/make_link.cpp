#include "daemon/mqtt/make_link.hpp"

#include <utility>

#include "daemon/mqtt/mosquitto_link.hpp"
#include "daemon/mqtt/paho_link.hpp"

namespace weir {

std::unique_ptr<mqtt_link> make_link(mqtt_client_library client, boost::asio::any_io_executor loop) {
    switch (client) {
        case mqtt_client_library::mosquitto:
            return std::make_unique<mosquitto_link>(std::move(loop));
        case mqtt_client_library::paho:
            break;
    }
    return std::make_unique<paho_link>(std::move(loop));
}

}  // namespace weir
