#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/paho_bridge.hpp"

namespace weir {

// One client of paho for one connection. paho_client.cpp is the only file that knows paho; what it works
// around is named there. Each call only begins something, returns 0 or paho's return code, and never throws;
// how it ended comes over the bridge, under `id` and the client's generation: late, twice or never, as paho
// pleases.
//
// One thread makes the calls. None may be made between connect() and its completion: paho resolves names
// under a lock that every call needs.
class paho_client {
public:
    // `bridge` is kept as long as callbacks may come.
    paho_client(std::shared_ptr<paho_bridge> bridge, std::uint32_t generation, const link_options& options);
    // Closes the connection. The last client of a process takes 0.1 to 1 s to die, any one as long as paho's
    // lock is taken: not on the loop.
    ~paho_client();
    paho_client(const paho_client&) = delete;
    paho_client& operator=(const paho_client&) = delete;

    // Once. `patience` is paho's own, which it looks at every 3 s.
    int connect(const link_options& options, duration patience, std::uint32_t id);
    // One filter: with a list of several, paho crashes on their options, and calls it a success when all were
    // refused.
    int subscribe(const subscription& wanted, std::uint32_t id);
    int unsubscribe(const std::string& filter, std::uint32_t id);
    // Without an id nobody is told how it ended.
    int publish(const outgoing& message, std::optional<std::uint32_t> id);
    int disconnect(std::uint32_t id);

    std::uint32_t generation() const;

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

// What paho has said or returned, by what the caller may do next.
link_status meaning_of(int code);
link_status meaning_of(const paho_completion& said);
link_status meaning_of(const paho_loss& said);
extern const int not_connected;  // paho's return code for that

// Return codes of publish() that say "not now".
bool is_full(int code);

}  // namespace weir
