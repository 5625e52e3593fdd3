#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <memory>
#include <string>

#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/rehearsal/transcript.hpp"

namespace weir {

class played_link;

// The broker of a rehearsal, in memory; its one client is weir. It answers at once, and what it tells comes
// at the loop's next turn. Loop's thread alone; outlives its link.
class played_broker {
public:
    played_broker() = default;
    played_broker(const played_broker&) = delete;
    played_broker& operator=(const played_broker&) = delete;
    ~played_broker() = default;

    // A connection of weir's, for outside::link; one at a time has its events.
    std::unique_ptr<mqtt_link> link(boost::asio::any_io_executor loop);

    // Up at first. Down, it takes no connection, and the one that there is is lost; what it keeps remains.
    void become(bool up);
    bool up() const { return up_; }
    // Somebody publishes.
    void publish(const outgoing& message);

    // What weir has published.
    transcript<outgoing>& heard() { return heard_; }

private:
    friend played_link;
    void take(const outgoing& message);
    void keep(const outgoing& message);

    bool up_ = true;
    played_link* link_ = nullptr;
    std::map<std::string, outgoing> kept_;  // by topic
    transcript<outgoing> heard_;
};

}  // namespace weir
