#include "daemon/port/open_port.hpp"

#include <boost/asio/error.hpp>
#include <chrono>
#include <sstream>
#include <utility>

#include "config/wording.hpp"
#include "daemon/log.hpp"
#include "daemon/port/ambiguity.hpp"
#include "daemon/port/port_state.hpp"
#include "drivers/device_path.hpp"
#include "drivers/port_diagnosis.hpp"
#include "drivers/recording/replay_stream.hpp"
#include "drivers/serial_stream.hpp"
#include "drivers/simulate/simulated_stream.hpp"
#include "drivers/tcp_stream.hpp"

namespace weir {

namespace {

using namespace std::chrono_literals;
namespace errc = boost::system::errc;

// Who holds a device is looked for again after it.
constexpr duration explained_for = 3s;

void refuse(open_attempt& attempt, boost::system::error_code error, std::string reason) {
    attempt.error = error;
    attempt.reason = std::move(reason);
}

std::string text_of(const boost::asio::ip::tcp::endpoint& endpoint) {
    std::ostringstream text;
    text << endpoint;
    return text.str();
}

std::string seconds(duration time) {
    return show_duration(std::chrono::duration<double>(time).count());
}

bool is_unreachable(const boost::system::error_code& error) {
    return error == errc::network_unreachable || error == errc::host_unreachable ||
           error == errc::address_family_not_supported || error == errc::address_not_available;
}

std::string explain_now(const std::string& device, const boost::system::error_code& error) {
    if (error == errc::permission_denied || error == errc::operation_not_permitted) return why_denied(device);
    const auto holder = holder_of(device);
    if (!holder) return reason_for(error);
    const std::string name = holder->name.empty() ? "a process" : holder->name;
    return reason_for(error) + ": " + name + " (pid " + std::to_string(holder->pid) + ")";
}

}  // namespace

port_opener::port_opener(const boost::asio::any_io_executor& loop, port_listing::lister list)
    : loop_(loop), listing_(loop, std::move(list)), diagnosis_(loop) {}

awaitable<open_attempt> port_opener::open(const port_settings& port) {
    if (const auto* usb = std::get_if<usb_device>(&port.device)) return open_usb(port, *usb);
    if (const auto* tcp = std::get_if<tcp_device>(&port.device)) return open_tcp(*tcp);
    if (const auto* recorded = std::get_if<replay_device>(&port.device))
        return open_recorded(port, *recorded);
    if (const auto* made_up = std::get_if<simulated_use>(&port.device)) return open_simulated(*made_up);
    return open_path(port, std::get<path_device>(port.device).path);
}

awaitable<open_attempt> port_opener::open_path(const port_settings& port, std::string path) {
    open_attempt attempt;
    attempt.device = target_of(path);
    auto opened = open_serial(loop_, attempt.device, port.line, attempt.warnings);
    if (opened) {
        explanations_.erase(port.name);
        attempt.device = target_of(attempt.device);  // a link may lead nowhere until just before it is opened
        attempt.stream = std::move(*opened);
        co_return attempt;
    }
    const boost::system::error_code error = opened.error();
    std::string device = attempt.device;
    std::string why = co_await explain(port, std::move(device), error);
    refuse(attempt, error, std::move(why));
    co_return attempt;
}

awaitable<open_attempt> port_opener::open_usb(const port_settings& port, const usb_device& device) {
    const port_listing::ports listed = co_await listing_.get();
    const std::vector<port_info> found = matching(*listed, device.identity);
    if (found.size() == 1) {
        std::string path = found.front().path;
        co_return co_await open_path(port, std::move(path));
    }
    open_attempt attempt;
    if (found.empty()) {
        refuse(attempt, make_error_code(errc::no_such_device), "there is no such device");
    } else {
        refuse(attempt, make_error_code(errc::no_such_device), ambiguity(found, device));
    }
    co_return attempt;
}

awaitable<open_attempt> port_opener::open_simulated(const simulated_use& device) {
    open_attempt attempt;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    attempt.stream = weir::open_simulated(loop_, make_simulated(device.kind, now));
    co_return attempt;
}

awaitable<open_attempt> port_opener::open_recorded(const port_settings& port, const replay_device& device) {
    open_attempt attempt;
    std::string why;
    auto opened = open_recording(device.file, why);
    if (!opened) {
        refuse(attempt, opened.error(), std::move(why));
        co_return attempt;
    }
    const auto on_end = [name = port.name, file = device.file](const std::string& broken) {
        if (broken.empty()) log::info("port {}: {} has come to its end", name, file);
        if (!broken.empty()) log::warning("port {}: {} ends here: {}", name, file, broken);
    };
    const replay_pace pace = device.paced ? replay_pace::recorded : replay_pace::fastest;
    attempt.stream = open_replay(loop_, std::move(*opened), pace, on_end);
    co_return attempt;
}

awaitable<open_attempt> port_opener::open_tcp(const tcp_device& device) {
    const monotonic_time deadline = monotonic_clock::now() + device.connect_timeout;
    tcp_address address = device.address;
    auto looking = look_up(std::move(address));
    auto looked = co_await with_deadline(std::move(looking), deadline);
    open_attempt attempt;
    if (looked.how() == ending::timed_out) {
        refuse(attempt, boost::asio::error::timed_out,
               "its name was not resolved within " + seconds(device.connect_timeout));
        co_return attempt;
    }
    boost::system::result<tcp_endpoints> endpoints = looked.take();
    if (!endpoints) {
        refuse(attempt, endpoints.error(), reason_for(endpoints.error()));
        co_return attempt;
    }
    open_attempt connected = co_await connect(std::move(*endpoints), deadline);
    if (connected.error == boost::asio::error::timed_out) {
        connected.reason = "no answer within " + seconds(device.connect_timeout);
    }
    co_return connected;
}

awaitable<boost::system::result<tcp_endpoints>> port_opener::look_up(tcp_address address) {
    if (const auto known = numeric_endpoint(address)) {
        boost::system::result<tcp_endpoints> one(tcp_endpoints{*known});
        co_return one;
    }
    worker& names = names_.try_emplace(address.host, loop_).first->second;
    std::function<boost::system::result<tcp_endpoints>()> job = [address] { return resolve(address); };
    co_return co_await names.run(std::move(job));
}

// Each address has its share of the time that is left. That one cannot be reached (IPv6, often) says less
// than what another one said.
awaitable<open_attempt> port_opener::connect(tcp_endpoints endpoints, monotonic_time deadline) {
    open_attempt attempt;
    auto left = static_cast<duration::rep>(endpoints.size());
    for (const auto& each : endpoints) {
        const monotonic_time now = monotonic_clock::now();
        const monotonic_time until = now + (deadline - now) / left--;
        auto connecting = connect_tcp(loop_, each);
        auto ended = co_await with_deadline(std::move(connecting), until);
        boost::system::error_code error = boost::asio::error::timed_out;
        if (ended.how() != ending::timed_out) {
            auto connected = ended.take();
            if (connected) {
                attempt.stream = std::move(*connected);
                attempt.device = text_of(each);
                co_return attempt;
            }
            error = connected.error();
        }
        if (!attempt.error || is_unreachable(attempt.error)) refuse(attempt, error, reason_for(error));
    }
    co_return attempt;
}

awaitable<std::string> port_opener::explain(const port_settings& port, std::string device,
                                            boost::system::error_code error) {
    const port_state state = state_after(error, false);
    if (state != port_state::busy && state != port_state::denied) {
        std::string plain = reason_for(error);
        co_return plain;
    }
    explanation& known = explanations_[port.name];
    const monotonic_time now = monotonic_clock::now();
    if (known.error == error && now - known.at < explained_for) {
        co_return known.text;
    }
    std::function<std::string()> job = [device, error] { return explain_now(device, error); };
    std::string text = co_await diagnosis_.run(std::move(job));
    known = explanation{error, text, now};
    co_return text;
}

}  // namespace weir
