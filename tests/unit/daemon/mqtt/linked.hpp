#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "daemon/mqtt/make_link.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {

using namespace std::chrono_literals;

// Writes down what a link tells.
class recorder final : public link_events {
public:
    void on_message(incoming&& message) override { messages.push_back(std::move(message)); }
    void on_delivered(std::uint32_t id, const link_status& how) override {
        delivered.push_back(id);
        if (!how) refused.push_back(how);
    }
    void on_progress() override {
        if (more) more();
    }
    void on_down(const link_status& why) override { downs.push_back(why); }

    std::vector<incoming> messages;
    std::vector<std::uint32_t> delivered;
    std::vector<link_status> refused;
    std::vector<link_status> downs;
    std::function<void()> more;
};

inline monotonic_time soon() {
    return in(30s);
}

inline mqtt_settings settings_for(std::uint16_t port) {
    mqtt_settings settings;
    settings.host = "localhost";
    settings.port = port;
    settings.keepalive = 30s;
    return settings;
}

inline link_options options_for(const mqtt_settings& settings, std::string id = "weir-test") {
    return {settings, std::move(id), outgoing("status", "offline", 1, true, content::text)};
}

// A link with its loop.
struct linked {
    explicit linked(mqtt_client_library client) : link(make_link(client, loop.get_executor())) {
        link->observe(told);
    }
    linked(mqtt_client_library client, const mqtt_settings& settings) : linked(client) {
        const link_status how = connect(settings);
        EXPECT_TRUE(how) << how.message();
    }

    template <class T>
    T play(awaitable<T> work) {
        std::optional<T> result;
        spawned playing(loop, keep_result(std::move(work), result));
        if (!run_until(
                loop, [&] { return playing.ended(); }, 60s))
            throw std::runtime_error("still waiting");
        if (playing.failure()) std::rethrow_exception(playing.failure());
        return std::move(*result);
    }
    link_status connect(const mqtt_settings& settings, monotonic_time deadline = soon()) {
        const link_options options = options_for(settings);
        return play(link->connect(options, deadline));
    }
    std::vector<link_status> subscribe(const std::vector<subscription>& wanted) {
        return play(link->subscribe(wanted, soon()));
    }
    bool until(const std::function<bool()>& holds) { return run_until(loop, holds, 60s); }

    boost::asio::io_context loop{1};
    recorder told;
    std::unique_ptr<mqtt_link> link;
};

inline std::string name_of(mqtt_client_library client) {
    return client == mqtt_client_library::paho ? "paho" : "mosquitto";
}

// A link over each library.
inline const auto each_client = testing::Values(mqtt_client_library::paho, mqtt_client_library::mosquitto);

inline std::string name_of_client(const testing::TestParamInfo<mqtt_client_library>& row) {
    return name_of(row.param);
}

// Instantiated once, in link_test.cpp, for all files.
class each_link : public testing::TestWithParam<mqtt_client_library> {};

// A link over each library, with each version of MQTT.
struct kind_of_link {
    mqtt_client_library client;
    bool v5;
};

inline const auto each_kind = testing::Values(
    kind_of_link{mqtt_client_library::paho, true}, kind_of_link{mqtt_client_library::paho, false},
    kind_of_link{mqtt_client_library::mosquitto, true}, kind_of_link{mqtt_client_library::mosquitto, false});

inline std::string name_of(const kind_of_link& kind) {
    return name_of(kind.client) + (kind.v5 ? "_mqtt_5" : "_mqtt_3_1_1");
}

inline std::string name_of_kind(const testing::TestParamInfo<kind_of_link>& row) {
    return name_of(row.param);
}

class each_version : public testing::TestWithParam<kind_of_link> {
protected:
    mqtt_settings settings() const {
        mqtt_settings made = settings_for(server.port());
        made.v5 = GetParam().v5;
        return made;
    }
    broker server;
};

}  // namespace weir::test
