#include "daemon/port/port_state.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <variant>

namespace weir {

namespace {

namespace errc = boost::system::errc;
namespace error_of = boost::asio::error;

struct wording {
    boost::system::error_code error;
    std::string_view text;
};

const std::array<wording, 15>& wordings() {
    static const std::array<wording, 15> all{{
        {make_error_code(errc::no_such_file_or_directory), "there is no such device"},
        {make_error_code(errc::no_such_device), "there is no such device"},
        {make_error_code(errc::no_such_device_or_address), "there is no such device"},
        {make_error_code(errc::not_a_directory), "there is no such device"},
        {make_error_code(errc::inappropriate_io_control_operation), "it is no serial device"},
        {make_error_code(errc::permission_denied), "permission denied; is the user in the group 'dialout'?"},
        {make_error_code(errc::device_or_resource_busy), "another process has opened it"},
        {error_of::connection_refused, "nobody listens there: the connection was refused"},
        {error_of::network_unreachable, "unreachable: there is no way to its network"},
        {error_of::host_unreachable, "unreachable: the host does not answer"},
        {error_of::timed_out, "no answer: the other end is dead, or the way to it"},
        {error_of::connection_reset, "the other end reset the connection"},
        {error_of::host_not_found, "there is no host of this name"},
        {error_of::no_data, "the host of this name has no address"},
        {error_of::host_not_found_try_again, "its name cannot be resolved: no name server answers"},
    }};
    return all;
}

}  // namespace

std::string_view name_of(port_state state) {
    constexpr std::array<std::string_view, 6> names{"waiting", "open", "silent", "lost", "busy", "denied"};
    return names.at(static_cast<std::size_t>(state));
}

port_state state_after(const boost::system::error_code& error, bool was_open) {
    if (error == errc::device_or_resource_busy) return port_state::busy;
    if (error == errc::permission_denied || error == errc::operation_not_permitted) return port_state::denied;
    return was_open ? port_state::lost : port_state::waiting;
}

std::string reason_for(const boost::system::error_code& error) {
    for (const wording& each : wordings()) {
        if (error == each.error.default_error_condition()) return std::string(each.text);
    }
    return error.message();
}

std::string reason_for_loss(const port_device& device, const boost::system::error_code& error) {
    if (error != boost::asio::error::eof) return reason_for(error);
    return std::holds_alternative<tcp_device>(device) ? "the other end closed the connection"
                                                      : "the device is gone";
}

}  // namespace weir
