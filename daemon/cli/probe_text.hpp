#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/port_device.hpp"
#include "drivers/probe/guess.hpp"

namespace weir {

// What was heard at one rate.
struct probed_rate {
    std::optional<std::uint32_t> baud;  // none: somebody else sets it
    std::size_t bytes = 0;
    std::vector<probing::guess> guesses;  // the best first

    const probing::guess* best() const { return guesses.empty() ? nullptr : &guesses.front(); }
};

struct probed_port {
    std::string name;    // as the configuration shall call it
    port_device device;  // a path or an address
    std::vector<probed_rate> rates;
};

// "9600 Bd, nmea: sure (23 sentences, all with a right checksum)"
std::string verdict(const probed_rate& at, const probing::guess& made);
// "9600 Bd: 412 bytes, nothing that can be told"
std::string short_verdict(const probed_rate& at);

// The best guess of all rates: its ports and sources in YAML, and as comments how sure it is, what else it
// may be, and samples. Nothing when there is no guess.
std::optional<std::string> configuration_of(const probed_port& port);
// All guesses, one JSON object.
std::string json_of(const probed_port& port);
// Why nothing may have been found, and what to do, several lines.
std::string remedy(const probed_port& port);

}  // namespace weir
