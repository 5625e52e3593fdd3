#include "tests/support/broker.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/wait_until.hpp"

namespace weir::test {
namespace {

// A TCP socket that is closed with this object.
class tcp_socket {
public:
    tcp_socket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~tcp_socket() { close(descriptor_); }
    tcp_socket(const tcp_socket&) = delete;
    tcp_socket& operator=(const tcp_socket&) = delete;

    bool bind(std::uint16_t port) { return with(::bind, port); }
    bool connect(std::uint16_t port) { return with(::connect, port); }

    std::uint16_t port() const {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin_port);
    }

private:
    bool with(int (*call)(int, const sockaddr*, socklen_t), std::uint16_t port) const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return call(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    int descriptor_;
};

}  // namespace

std::uint16_t free_port() {
    tcp_socket probe;
    if (!probe.bind(0)) throw std::runtime_error("no free port on the loopback");
    return probe.port();
}

broker::broker() : broker(options()) {}

broker::broker(const options& how) {
    for (int attempt = 0; attempt < 10; ++attempt) {
        port_ = free_port();
        configure(how);
        if (try_start()) return;
    }
    throw std::runtime_error("mosquitto does not start:\n" + log());
}

void broker::configure(const options& how) {
    std::string lines = "listener " + std::to_string(port_) + " 127.0.0.1\nuser root\n";
    if (how.username.empty()) {
        lines += "allow_anonymous true\n";
    } else {
        const std::string file = folder_ / "passwords";
        const finished done = run({"mosquitto_passwd", "-b", "-c", file, how.username, how.password});
        if (done.status != 0) throw std::runtime_error("mosquitto_passwd: " + done.err);
        lines += "allow_anonymous false\npassword_file " + file + "\n";
    }
    if (!how.tls.certificate.empty())
        lines += "certfile " + how.tls.certificate + "\nkeyfile " + how.tls.key + "\n";
    folder_.write("mosquitto.conf", lines + "max_queued_messages 100000\n" + how.extra);
}

bool broker::try_start() {
    process_ = std::make_unique<process>(
        std::vector<std::string>{"/usr/sbin/mosquitto", "-c", folder_ / "mosquitto.conf"});
    wait_until([this] { return !process_->running() || tcp_socket().connect(port_); });
    return process_->running();
}

void broker::kill() {
    process_->signal(SIGKILL);
    process_->wait();
}

void broker::start() {
    const bool up = wait_until([this] { return try_start(); });
    if (!up) throw std::runtime_error("mosquitto does not start again:\n" + log());
}

void broker::suspend() {
    process_->signal(SIGSTOP);
}

void broker::resume() {
    process_->signal(SIGCONT);
}

}  // namespace weir::test
