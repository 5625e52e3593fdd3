#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weir::test {

// Accepts one connection, says the next line after each packet that comes, and stays.
class scripted_broker {
public:
    explicit scripted_broker(std::vector<std::string> says)
        : says_(std::move(says)), thread_([this] { serve(); }) {}
    ~scripted_broker() {
        over_.set_value();
        thread_.join();
    }
    scripted_broker(const scripted_broker&) = delete;
    scripted_broker& operator=(const scripted_broker&) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    void serve() {
        boost::system::error_code gone;
        auto connection = acceptor_.accept();
        std::array<char, 1024> heard{};
        for (const std::string& line : says_) {
            connection.read_some(boost::asio::buffer(heard), gone);
            boost::asio::write(connection, boost::asio::buffer(line), gone);
        }
        over_.get_future().wait();
    }

    using tcp = boost::asio::ip::tcp;
    std::vector<std::string> says_;
    boost::asio::io_context loop_{1};
    tcp::acceptor acceptor_{loop_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::promise<void> over_;
    std::thread thread_;
};

inline const std::string accepted("\x20\x03\x00\x00\x00", 5);  // CONNACK, MQTT 5
inline const std::string accepted_3_1_1("\x20\x02\x00\x00", 4);

}  // namespace weir::test
