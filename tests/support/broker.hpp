#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/certificates.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace weir::test {

// A private Mosquitto on a free port of the loopback, answering when the constructor returns. It does not
// outlive this object, nor the thread that started it.
class broker {
public:
    struct options {
        std::string username{};  // empty: anyone
        std::string password{};
        authority::issued tls{};  // empty: none
        std::string extra{};      // further lines of mosquitto.conf
    };
    broker();
    explicit broker(const options& how);

    std::uint16_t port() const { return port_; }
    std::string log() const { return process_ ? process_->err() : std::string(); }

    void kill();     // SIGKILL
    void start();    // again, on the same port; retained messages are gone
    void suspend();  // SIGSTOP: connections stay, nothing answers
    void resume();

private:
    void configure(const options& how);
    bool try_start();

    temp_folder folder_;
    std::uint16_t port_ = 0;
    std::unique_ptr<process> process_;
};

// A TCP port of the loopback that nobody listened on a moment ago.
std::uint16_t free_port();

}  // namespace weir::test
