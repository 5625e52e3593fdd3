#include <gtest/gtest.h>

#include "tests/support/broker.hpp"
#include "tests/support/mqtt_client.hpp"
#include "tests/unit/daemon/mqtt/linked.hpp"

namespace weir::test {
namespace {

struct flood {
    kind_of_link link;
    std::uint8_t qos;
};

std::vector<flood> each_flood() {
    std::vector<flood> all;
    for (const auto client : {mqtt_client_library::paho, mqtt_client_library::mosquitto}) {
        for (const bool v5 : {true, false}) {
            for (const std::uint8_t qos : std::initializer_list<std::uint8_t>{0, 1, 2}) {
                all.push_back({{client, v5}, qos});
            }
        }
    }
    return all;
}

class floods : public testing::TestWithParam<flood> {};
INSTANTIATE_TEST_SUITE_P(links, floods, testing::ValuesIn(each_flood()), [](const auto& row) {
    return name_of(row.param.link) + "_qos_" + std::to_string(row.param.qos);
});

TEST_P(floods, of_10000_messages_arrive_in_order) {
    constexpr std::uint32_t total = 10'000;
    broker server;
    mqtt_client watcher(server.port());
    watcher.subscribe("flood");
    mqtt_settings settings = settings_for(server.port());
    settings.v5 = GetParam().link.v5;
    linked tested(GetParam().link.client, settings);
    std::uint32_t next = 0;
    tested.told.more = [&] {
        while (next < total) {
            const outgoing message("flood", std::to_string(next), GetParam().qos);
            if (tested.link->send(message, next) != mqtt_link::sent::taken) return;
            ++next;
        }
    };
    tested.told.more();
    EXPECT_LT(next, total) << "nothing bounds what is under way";
    ASSERT_TRUE(tested.until(
        [&] { return next == total && (GetParam().qos == 0 || tested.told.delivered.size() == total); }));
    EXPECT_TRUE(tested.told.refused.empty());
    ASSERT_TRUE(tested.until([&] { return watcher.count() >= total; }));
    const auto all = watcher.messages();
    ASSERT_EQ(all.size(), total);
    for (std::uint32_t i = 0; i < total; ++i) {
        ASSERT_EQ(all[i].payload, std::to_string(i));
    }
}

}  // namespace
}  // namespace weir::test
