// The hand-written peer: one thread, epoll over the ttys and the MQTT link. With `--linger US` it waits so
// long after a wake-up and then takes all that has come: fewer wake-ups for a bounded delay.
//
// The peers differ in their Link, which offers
//     Link(int broker_port, const std::string& subscription, on_message)
//     void publish(const std::string& topic, std::string_view payload)     at QoS 0
//     int descriptor(), void on_ready(std::uint32_t events)                descriptor -1: it has threads of
//     its own bool wants_write() void end_of_turn()                                                   after
//     every wake-up
#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <sys/epoll.h>
#include <vector>

#include "tests/bench/load/support.hpp"
#include "tests/bench/peers/native/reading.hpp"
#include "tests/bench/peers/native/tty_reader.hpp"

namespace weir::bench {

using on_message = std::function<void(std::string_view topic, std::string_view payload)>;

template <typename Link>
class epoll_peer {
public:
    explicit epoll_peer(const options& given)
        : linger_{0, given.number("linger", 0) * 1000L}, epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        const bool serial = given.text("mode", "serial") == "serial";
        for (int port = 0; serial && port < given.number("ports", 1); ++port)
            add_port(given.text("dir", "."), port);
        on_message take = [this](auto topic, auto payload) { transform(topic, payload); };
        if (serial) take = [this](auto topic, auto payload) { command(topic, payload); };
        link_ = std::make_unique<Link>(given.number("broker", 1883), serial ? "bench/+/cmd" : "bench/+/raw",
                                       take);
        for (std::size_t i = 0; i < ports_.size(); ++i)
            watch(EPOLL_CTL_ADD, ports_[i]->tty.descriptor(), EPOLLIN, static_cast<std::uint32_t>(i));
        if (link_->descriptor() >= 0) watch(EPOLL_CTL_ADD, link_->descriptor(), EPOLLIN, link_tag);
    }

    [[noreturn]] void run() {
        bool watching_write = false;
        for (;;) {
            turn();
            if (link_->wants_write() == watching_write) continue;
            watching_write = !watching_write;
            const std::uint32_t events = watching_write ? EPOLLIN | EPOLLOUT : EPOLLIN;
            watch(EPOLL_CTL_MOD, link_->descriptor(), events, link_tag);
        }
    }

private:
    static constexpr std::uint32_t link_tag = UINT32_MAX;

    struct port {
        tty_reader tty;
        std::string state_topic;
        std::string reply_topic;
    };

    void add_port(const std::string& folder, int number) {
        const std::string n = std::to_string(number);
        ports_.emplace_back(
            new port{tty_reader(folder + "/tty" + n), "bench/" + n + "/state", "bench/" + n + "/reply"});
    }

    void watch(int operation, int descriptor, std::uint32_t events, std::uint32_t tag) const {
        epoll_event event{};
        event.events = events;
        event.data.u32 = tag;
        if (::epoll_ctl(epoll_, operation, descriptor, &event) != 0) fail("epoll_ctl");
    }

    void turn() {
        std::array<epoll_event, 128> events;
        int count = ::epoll_wait(epoll_, events.data(), 128, 1000);
        if (count > 0 && linger_.tv_nsec > 0) {
            ::nanosleep(&linger_, nullptr);
            count = ::epoll_wait(epoll_, events.data(), 128, 0);
        }
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.u32 == link_tag) {
                link_->on_ready(event.events);
            } else {
                read_port(*ports_[event.data.u32]);
            }
        }
        link_->end_of_turn();
    }

    void read_port(port& from) {
        from.tty.read_lines([&](std::string_view line) {
            message_buffer buffer;
            reading heard;
            if (parse_reading(line, heard)) {
                link_->publish(from.state_topic, state_message(buffer, heard));
            } else if (const auto reply = reply_message(buffer, line); !reply.empty()) {
                link_->publish(from.reply_topic, reply);
            }
        });
    }

    void command(std::string_view topic, std::string_view payload) {
        const auto number = static_cast<std::size_t>(port_of_topic(topic));
        message_buffer buffer;
        const std::string_view line = command_line(buffer, payload);
        if (number < ports_.size() && !line.empty()) ports_[number]->tty.write_line(line);
    }

    void transform(std::string_view topic, std::string_view payload) {
        message_buffer buffer;
        reading heard;
        if (!parse_reading(payload, heard)) return;
        link_->publish(std::string(topic.substr(0, topic.rfind('/'))) + "/state",
                       state_message(buffer, heard));
    }

    timespec linger_;
    int epoll_;
    std::vector<std::unique_ptr<port>> ports_;
    std::unique_ptr<Link> link_;
};

template <typename Link>
[[noreturn]] void run_epoll_peer(int argc, char** argv) {
    raise_descriptor_limit();
    epoll_peer<Link>(options(argc, argv)).run();
}

}  // namespace weir::bench
