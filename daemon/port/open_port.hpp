#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "daemon/async.hpp"
#include "daemon/port/port_listing.hpp"
#include "daemon/worker.hpp"
#include "drivers/byte_stream.hpp"

namespace weir {

// What became of one attempt to open a port.
struct open_attempt {
    open_attempt() = default;

    std::unique_ptr<byte_stream> stream;  // null: it did not open
    boost::system::error_code error;      // then why,
    std::string reason;                   // and in words for people
    std::string device;                   // where it was found: "/dev/ttyUSB3", "[::1]:4001"; may be empty
    std::vector<std::string> warnings;    // what its line cannot do
};

// Throws operation_aborted when it is cancelled.
using stream_opener = std::function<awaitable<open_attempt>(const port_settings&)>;

// Opens whatever a port is, without ever blocking the loop: what may block runs on threads, which nobody
// waits for at the end. One for all ports. Loop's thread alone; the loop must outlive it.
class port_opener {
public:
    explicit port_opener(
        const boost::asio::any_io_executor& loop,
        port_listing::lister list = [] { return list_serial_ports(); });

    // `port` must outlive the attempt; at most one of a port at a time.
    awaitable<open_attempt> open(const port_settings& port);

private:
    awaitable<open_attempt> open_path(const port_settings& port, std::string path);
    awaitable<open_attempt> open_usb(const port_settings& port, const usb_device& device);
    awaitable<open_attempt> open_tcp(const tcp_device& device);
    awaitable<open_attempt> open_simulated(const simulated_use& device);
    awaitable<open_attempt> open_recorded(const port_settings& port, const replay_device& device);

    awaitable<boost::system::result<tcp_endpoints>> look_up(tcp_address address);
    awaitable<open_attempt> connect(tcp_endpoints endpoints, monotonic_time deadline);
    awaitable<std::string> explain(const port_settings& port, std::string device,
                                   boost::system::error_code error);

    // Why a device did not open, as it was found out lately.
    struct explanation {
        boost::system::error_code error;
        std::string text;
        monotonic_time at{};
    };

    boost::asio::any_io_executor loop_;
    std::map<std::string, explanation> explanations_;  // by port
    port_listing listing_;
    worker diagnosis_;
    std::map<std::string, worker> names_;  // by host: a name server that is dead holds up its own names alone
};

}  // namespace weir
