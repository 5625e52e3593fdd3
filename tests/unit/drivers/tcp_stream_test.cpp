#include "drivers/tcp_stream.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <netinet/tcp.h>

#include "tests/support/coroutine.hpp"
#include "tests/support/deaf_listener.hpp"
#include "tests/support/waiting_read.hpp"

namespace weir::test {
namespace {

using boost::asio::ip::tcp;

TEST(tcp_address, is_a_host_and_a_port) {
    struct one {
        std::string_view text;
        std::string_view host;
        int port;
    };
    constexpr one good[] = {
        {"ser2net.lan:4001", "ser2net.lan", 4001},
        {"192.168.1.5:1", "192.168.1.5", 1},
        {"[::1]:65535", "::1", 65535},
        {"[fe80::1%lo]:23", "fe80::1%lo", 23},
        {"my_esp-1:23", "my_esp-1", 23},
    };
    for (const one& each : good) {
        const auto found = parse_tcp_address(each.text);
        ASSERT_TRUE(found) << each.text;
        EXPECT_EQ(found->host, each.host);
        EXPECT_EQ(found->port, each.port);
        if (each.text.find('%') == each.text.npos) {
            EXPECT_EQ(to_text(*found), each.text);
        }
    }
    const std::string too_long = std::string(254, 'a') + ":1";
    for (const std::string_view bad :
         {"",        ":",       "host",         "host:",       ":4001",         "host:0",        "host:65536",
          "host:-1", "host:1x", "::1:4001",     "[::1]",       "[host]:1",      "[]:1",          "[:1",
          "]:1",     "a b:1",   "tcp://host:1", "host:1/path", "h\xC3\xB6st:1", too_long.c_str()}) {
        EXPECT_FALSE(parse_tcp_address(bad)) << bad;
    }
}

TEST(tcp_address, may_be_an_address_that_needs_no_look_up) {
    EXPECT_EQ(numeric_endpoint({"127.0.0.1", 80})->port(), 80);
    EXPECT_TRUE(numeric_endpoint({"::1", 80})->address().is_v6());
    EXPECT_FALSE(numeric_endpoint({"localhost", 80}));
}

TEST(tcp_address, is_looked_up) {
    const auto found = resolve({"localhost", 80});
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_TRUE(found->front().address().is_loopback());
    EXPECT_EQ(found->front().port(), 80);
    EXPECT_FALSE(resolve({"weir-no-such-host.invalid", 80}));
}

// A line between a stream and the far end, which the test plays.
class tcp_stream_test : public ::testing::Test {
protected:
    tcp_stream_test() {
        acceptor_.listen();
        std::optional<boost::system::result<std::unique_ptr<byte_stream>>> opened;
        spawned opening(loop,
                        keep_result(connect_tcp(loop.get_executor(), acceptor_.local_endpoint()), opened));
        run_until(loop, [&] { return opening.ended(); });
        acceptor_.accept(far);
        line = std::move(**opened);
    }

    byte_stream::result write(std::string_view bytes) {
        std::optional<byte_stream::result> done;
        spawned writing(loop, keep_result(line->write(bytes), done));
        run_until(loop, [&] { return writing.ended(); });
        return *done;
    }
    byte_stream::result read() {
        std::optional<byte_stream::result> done;
        spawned reading(loop, keep_result(line->read_some(buffer), done));
        run_until(loop, [&] { return reading.ended(); });
        return *done;
    }

    boost::asio::io_context loop{1};
    tcp::acceptor acceptor_{loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0), false};
    tcp::socket far{loop};
    std::unique_ptr<byte_stream> line;
    std::array<char, 64> buffer{};
};

TEST_F(tcp_stream_test, carries_bytes_both_ways) {
    EXPECT_EQ(write("hello").size, 5U);
    std::array<char, 5> got{};
    boost::asio::read(far, boost::asio::buffer(got));
    EXPECT_EQ(std::string_view(got.data(), got.size()), "hello");
    boost::asio::write(far, boost::asio::buffer(std::string_view("a\0b", 3)));
    const auto found = read();
    EXPECT_FALSE(found.error);
    EXPECT_EQ(std::string_view(buffer.data(), found.size), std::string_view("a\0b", 3));
}

TEST_F(tcp_stream_test, ends_for_good_when_the_other_end_closes) {
    far.close();
    EXPECT_EQ(read().error, boost::asio::error::eof);
    EXPECT_EQ(read().error, boost::asio::error::eof);
}

TEST_F(tcp_stream_test, tells_a_reset_from_an_end) {
    far.set_option(tcp::socket::linger(true, 0));
    far.close();
    EXPECT_EQ(read().error, boost::asio::error::connection_reset);
}

TEST_F(tcp_stream_test, a_cancelled_read_loses_no_bytes) {
    EXPECT_EQ(cancel_read(loop, *line).error, boost::asio::error::operation_aborted);
    boost::asio::write(far, boost::asio::buffer(std::string_view("kept")));
    EXPECT_EQ(read().size, 4U);
}

TEST_F(tcp_stream_test, an_interrupted_read_loses_no_bytes) {
    EXPECT_EQ(interrupt_read(loop, *line).error, boost::asio::error::operation_aborted);
    boost::asio::write(far, boost::asio::buffer(std::string_view("kept")));
    EXPECT_EQ(read().size, 4U);
}

TEST_F(tcp_stream_test, a_write_that_nobody_takes_can_be_cancelled) {
    const std::string much(16'000'000, 'x');
    std::optional<byte_stream::result> done;
    spawned writing(loop, keep_result(line->write(much), done));
    run_until(
        loop, [] { return false; }, std::chrono::milliseconds(50));
    ASSERT_FALSE(done);
    writing.cancel();
    run_until(loop, [&] { return writing.ended(); });
    ASSERT_TRUE(done);
    EXPECT_EQ(done->error, boost::asio::error::operation_aborted);
    EXPECT_LT(done->size, much.size());
    line.reset();  // what is unsent does not follow
    std::string got(much.size(), '\0');
    boost::system::error_code error;
    const std::size_t size = boost::asio::read(far, boost::asio::buffer(got), error);
    EXPECT_EQ(error, boost::asio::error::connection_reset);
    EXPECT_LT(size, much.size());
}

TEST(tcp_connection, is_refused_where_nobody_listens) {
    boost::asio::io_context loop(1);
    tcp::acceptor free(loop, {boost::asio::ip::address_v4::loopback(), 0});
    const tcp::endpoint there = free.local_endpoint();
    free.close();
    std::optional<boost::system::result<std::unique_ptr<byte_stream>>> opened;
    spawned opening(loop, keep_result(connect_tcp(loop.get_executor(), there), opened));
    run_until(loop, [&] { return opening.ended(); });
    EXPECT_EQ(opened->error(), boost::asio::error::connection_refused);
}

TEST(tcp_connection, can_be_cancelled_while_nobody_answers) {
    const deaf_listener deaf;
    boost::asio::io_context loop(1);
    std::optional<boost::system::result<std::unique_ptr<byte_stream>>> opened;
    const tcp::endpoint there(boost::asio::ip::address_v4::loopback(), deaf.port());
    spawned opening(loop, keep_result(connect_tcp(loop.get_executor(), there), opened));
    run_until(
        loop, [] { return false; }, std::chrono::milliseconds(50));
    ASSERT_FALSE(opening.ended());
    opening.cancel();
    run_until(loop, [&] { return opening.ended(); });
    EXPECT_EQ(opened->error(), boost::asio::error::operation_aborted);
}

}  // namespace
}  // namespace weir::test
