#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/byte_stream.hpp"

// Raw bytes over TCP, as ser2net and the bridges on ESP boards give a serial line.
namespace weir {

struct tcp_address {
    std::string host;  // a name or an address
    std::uint16_t port = 0;
};

// "ser2net.lan:4001", "192.168.1.5:4001", "[::1]:4001". Nothing when `text` is not of this form.
std::optional<tcp_address> parse_tcp_address(std::string_view text);
// As parse_tcp_address reads it.
std::string to_text(const tcp_address& address);

using tcp_endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

// Of a host that is an address already. Nothing for a name.
std::optional<boost::asio::ip::tcp::endpoint> numeric_endpoint(const tcp_address& address);

// Looks the name up, in the order in which the addresses should be tried; at least one. Blocks, for as long
// as the system's resolver likes (often 10 s and more when no name server answers): not on the loop.
// Errors are those of boost::asio::error: host_not_found, host_not_found_try_again, ...
boost::system::result<tcp_endpoints> resolve(const tcp_address& address);

// Connects to one address; the caller sets the deadline (it can be cancelled). Small writes leave at once,
// and a dead peer is noticed within 30 s, whether we write to it or not: then reads give timed_out. When the
// other end closes the connection, reads give eof. What was written well is the kernel's; whether it arrived
// is not known.
boost::asio::awaitable<boost::system::result<std::unique_ptr<byte_stream>>> connect_tcp(
    boost::asio::any_io_executor executor, boost::asio::ip::tcp::endpoint to);

}  // namespace weir
