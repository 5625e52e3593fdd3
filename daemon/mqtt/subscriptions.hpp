#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "daemon/mqtt/mqtt_link.hpp"

namespace weir {

struct subscriber {
    std::function<void(const incoming&)> on_message;
    // The subscription stands, or does not (yet, any more); why not, for people.
    std::function<void(bool up, const std::string& why)> on_state;
};

// Who wants what: each filter is subscribed once, and its messages go to all who gave it. Subscribers must
// not throw.
class subscriptions {
public:
    // A filter that was added before keeps its identifier, and asks for the most of what all of them ask.
    void add(subscription wanted, subscriber who);

    // For the broker; in the order of the filters' first add().
    std::span<const subscription> wanted() const { return wanted_; }
    // What became of filter `index` of wanted(); tells its subscribers.
    void answered(std::size_t index, const link_status& how);
    // None of them stands any more; tells those to whom it did.
    void down(const link_status& why);

    // To the subscribers of the filter that the broker sent it for. One that does not say which (MQTT 3.1.1)
    // may send a message once for each filter that matches; then the subscribers of all of them get each.
    void dispatch(const incoming& message) const;

private:
    struct interest {
        std::size_t filter;  // index into wanted_
        subscriber who;
    };

    std::vector<subscription> wanted_;
    std::vector<bool> up_;  // beside wanted_
    std::vector<interest> interests_;
};

}  // namespace weir
