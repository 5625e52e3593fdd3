#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "config/settings.hpp"
#include "daemon/mqtt/mqtt_link.hpp"

namespace weir {

// A link over the library that `client` names, on `loop`.
std::unique_ptr<mqtt_link> make_link(mqtt_client_library client, boost::asio::any_io_executor loop);

}  // namespace weir
