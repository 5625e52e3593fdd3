#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <vector>

namespace weir::test {

// A port of the loopback that answers no further connection, as a dead host does: its queue is full.
class deaf_listener {
public:
    deaf_listener() {
        acceptor_.open(tcp::v4());
        acceptor_.bind({boost::asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(0);
        for (int i = 0; i < 4; ++i) {
            const tcp::endpoint here = acceptor_.local_endpoint();
            tcp::socket& one = fill_.emplace_back(loop_, tcp::v4());
            one.native_non_blocking(true);
            static_cast<void>(
                ::connect(one.native_handle(), here.data(), static_cast<socklen_t>(here.size())));
        }
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    using tcp = boost::asio::ip::tcp;
    boost::asio::io_context loop_{1};
    tcp::acceptor acceptor_{loop_};
    std::vector<tcp::socket> fill_;
};

}  // namespace weir::test
