#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "drivers/byte_stream.hpp"
#include "drivers/simulate/device.hpp"

namespace weir {

// A line to a simulated device, which begins now and speaks at its own pace. It never fails and never hangs
// up. As from a real one, what it said is lost when nobody reads for some seconds.
std::unique_ptr<byte_stream> open_simulated(const boost::asio::any_io_executor& executor,
                                            std::unique_ptr<simulated_device> device);

}  // namespace weir
