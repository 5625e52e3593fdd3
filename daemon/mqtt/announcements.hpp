#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/mqtt/message.hpp"

namespace weir {

// Retained states at QoS 1: the latest value of each topic. A value is due when it was set, and all are due
// again after renew(). Loop's thread alone.
class announcements {
public:
    explicit announcements(std::size_t most_topics) : most_(most_topics) {}

    // The value becomes due after all that are due already. An empty one clears its topic; it gives up its
    // place to another topic when there is no room and it is not due. False: too many topics; nothing is
    // kept.
    bool set(std::string topic, std::string payload, content kind);
    // All values are due, in the order of their topics' first set().
    void renew();

    bool due() const { return !due_.empty(); }
    // The first that is due; valid until the next set().
    const outgoing& next() const { return values_[due_.front()]; }
    void sent() { due_.pop_front(); }

private:
    bool make_room();

    std::size_t most_;
    std::vector<outgoing> values_;
    std::unordered_map<std::string, std::size_t> places_;  // topic -> index into values_
    std::deque<std::size_t> due_;
};

}  // namespace weir
