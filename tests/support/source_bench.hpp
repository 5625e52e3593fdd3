#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>
#include <string>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/source.hpp"
#include "tests/support/coroutine.hpp"

namespace weir::test {

// A configuration as a user writes it; throws its errors.
inline settings settings_of(const std::string& yaml) {
    load_result result = parse_config(yaml, "test.yaml", all_catalogues());
    if (!result.settings) throw std::runtime_error(result.errors);
    return std::move(*result.settings);
}

// The first source of a configuration as `reader`, below the root `r`, with an outbox and announcements that
// the test reads. What runs on it is a member of the test, so that it ends before all this.
class source_bench : public ::testing::Test {
protected:
    source_bench(const std::string& yaml, std::size_t outbox_limit)
        : configured(settings_of(yaml)), out({outbox_limit, 1'000'000}) {}

    bool until(const std::function<bool()>& condition) { return run_until(context, condition); }
    void end(spawned& running) {
        running.cancel();
        EXPECT_TRUE(until([&] { return running.ended(); }));
    }

    const settings configured;
    std::map<std::string, std::string> announced;
    const announcer announce = [this](std::string topic, std::string payload, content) {
        announced[std::move(topic)] = std::move(payload);
    };
    boost::asio::io_context context{1};
    stall_detector stalls;
    task root{"root", stalls};
    sample_clock clock{clock_trust::trust};
    outbox out;
    source reader{configured.sources.at(0), {"r", clock, out, announce}};
};

}  // namespace weir::test
