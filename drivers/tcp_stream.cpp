#include "drivers/tcp_stream.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <netinet/tcp.h>
#include <utility>

namespace weir {

namespace {

using boost::asio::ip::tcp;

constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

// A dead peer is noticed after 10 s of silence and three probes that were not answered, or when what was sent
// has not been acknowledged for as long.
constexpr int idle_before_probe = 10;  // s
constexpr int between_probes = 5;      // s
constexpr int probes = 3;
constexpr int unacknowledged = 25 * 1'000;  // ms

template <int level, int name>
using number = boost::asio::detail::socket_option::integer<level, name>;

class tcp_stream final : public byte_stream {
public:
    explicit tcp_stream(tcp::socket socket) : socket_(std::move(socket)) {}

    ~tcp_stream() override {
        if (!writing_) return;
        boost::system::error_code ignored;  // closes all the same
        socket_.set_option(tcp::socket::linger(true, 0), ignored);
        socket_.close(ignored);  // the socket's destructor would take that back
    }

    boost::asio::awaitable<result> read_some(std::span<char> into) override {
        if (closed_) co_return result{boost::asio::error::eof, 0};
        const auto buffer = boost::asio::buffer(into.data(), into.size());
        const auto [error, size] = co_await socket_.async_read_some(buffer, as_result);
        closed_ = error == boost::asio::error::eof;
        co_return result{error, size};
    }

    void interrupt_read() override { socket_.cancel(); }

    boost::asio::awaitable<result> write(std::string_view bytes) override {
        writing_ = true;
        const auto buffer = boost::asio::buffer(bytes);
        const auto [error, size] = co_await boost::asio::async_write(socket_, buffer, as_result);
        if (!error) writing_ = false;
        co_return result{error, size};
    }

private:
    tcp::socket socket_;
    bool writing_ = false;  // or the last write did not end well: what is unsent must not be sent any more
    bool closed_ = false;   // by the other end
};

// The kernel has all of them; a kernel that refuses one does without it.
void tune(tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
    socket.set_option(number<IPPROTO_TCP, TCP_KEEPIDLE>(idle_before_probe), ignored);
    socket.set_option(number<IPPROTO_TCP, TCP_KEEPINTVL>(between_probes), ignored);
    socket.set_option(number<IPPROTO_TCP, TCP_KEEPCNT>(probes), ignored);
    socket.set_option(number<IPPROTO_TCP, TCP_USER_TIMEOUT>(unacknowledged), ignored);
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
    std::uint16_t port = 0;
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, port);
    if (error != std::errc() || end != last || port == 0) return std::nullopt;
    return port;
}

bool is_name(std::string_view host) {
    constexpr std::size_t longest = 253;  // RFC 1035, 3.1, as text
    return !host.empty() && host.size() <= longest && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
               c == '-' || c == '_';
    });
}

bool is_ipv6(std::string_view host) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(host, error);
    return !error;
}

}  // namespace

std::optional<tcp_address> parse_tcp_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos) return std::nullopt;
    const auto port = parse_port(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!port || !(bracketed ? is_ipv6(host) : is_name(host))) return std::nullopt;
    return tcp_address{std::string(host), *port};
}

std::string to_text(const tcp_address& address) {
    const bool bracketed = address.host.find(':') != address.host.npos;
    return (bracketed ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::optional<tcp::endpoint> numeric_endpoint(const tcp_address& address) {
    boost::system::error_code error;
    const auto host = boost::asio::ip::make_address(address.host, error);
    if (error) return std::nullopt;
    return tcp::endpoint(host, address.port);
}

boost::system::result<tcp_endpoints> resolve(const tcp_address& address) {
    boost::asio::io_context own(1);
    tcp::resolver resolver(own);
    boost::system::error_code error;
    const auto found =
        resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::numeric_service, error);
    if (error) return error;
    if (found.empty()) return make_error_code(boost::asio::error::host_not_found);
    return tcp_endpoints(found.begin(), found.end());
}

boost::asio::awaitable<boost::system::result<std::unique_ptr<byte_stream>>> connect_tcp(
    boost::asio::any_io_executor executor, tcp::endpoint to) {
    tcp::socket socket(executor);
    const auto [error] = co_await socket.async_connect(to, as_result);
    if (error) co_return error;
    tune(socket);
    co_return std::make_unique<tcp_stream>(std::move(socket));
}

}  // namespace weir
