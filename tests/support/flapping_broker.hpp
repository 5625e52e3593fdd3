#pragma once

#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <string>
#include <thread>

#include "tests/support/scripted_broker.hpp"

namespace weir::test {

// Ends each connection after a moment, each fourth in the same way: before the CONNACK, after it, with a
// reset, in the midst of a packet.
class flapping_broker {
public:
    flapping_broker() : thread_([this] { serve(); }) {}
    ~flapping_broker() {
        over_ = true;
        boost::system::error_code ignored;
        tcp::socket(loop_, tcp::v4()).connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    flapping_broker(const flapping_broker&) = delete;
    flapping_broker& operator=(const flapping_broker&) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    using tcp = boost::asio::ip::tcp;

    void serve() {
        for (int turn = 0; !over_; ++turn) {
            boost::system::error_code gone;
            tcp::socket connection = acceptor_.accept(gone);
            if (gone || over_) return;
            std::array<char, 4096> heard{};
            connection.read_some(boost::asio::buffer(heard), gone);
            if (turn % 4 == 0) continue;
            const std::string message("\x30\x05\x00\x01t\x00x", 7);
            const std::string half = turn % 4 == 3 ? message.substr(0, 4) : "";
            const std::string says = accepted + message + message + half;
            boost::asio::write(connection, boost::asio::buffer(says), gone);
            if (turn % 4 == 2) connection.set_option(tcp::socket::linger(true, 0), gone);
            if (turn % 8 < 4) connection.read_some(boost::asio::buffer(heard), gone);
        }
    }

    std::atomic<bool> over_ = false;
    boost::asio::io_context loop_{1};
    tcp::acceptor acceptor_{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::thread thread_;
};

}  // namespace weir::test
