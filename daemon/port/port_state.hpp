#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/port_device.hpp"

namespace weir {

enum class port_state : std::uint8_t {
    waiting,  // not there since the start
    open,
    silent,  // open, but its source has become stale
    lost,    // was open, is gone
    busy,    // another process holds it
    denied,  // we may not open it
};
std::string_view name_of(port_state state);

// Where opening it has failed with `error`.
port_state state_after(const boost::system::error_code& error, bool was_open);

// Why a port did not open, or was lost, in words for people.
std::string reason_for(const boost::system::error_code& error);
// The same for a loss, when asio::error::eof means that the far end has gone.
std::string reason_for_loss(const port_device& device, const boost::system::error_code& error);

}  // namespace weir
