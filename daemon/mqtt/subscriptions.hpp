#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
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
// neither throw nor come back.
class subscriptions {
public:
    using interest_id = std::uint64_t;

    // A filter that somebody wants already keeps its identifier, and asks for the most of what all of them
    // ask; if it stands, `who` is told so at once.
    interest_id add(subscription wanted, subscriber who);
    // It is told nothing more. A filter that nobody wants then is a new one when it is added again.
    void remove(interest_id which);

    // For the broker, first these: at most `most` filters that stand and that nobody wants any more. They are
    // forgotten.
    std::vector<std::string> take_unwanted(std::size_t most);
    // Then these: what it has not been asked for since the last down(), in the order of add(); but no filter
    // that take_unwanted() has yet to give, or its end would end the new one too. answered() follows.
    std::vector<subscription> take_wanted(std::size_t most);
    bool settled() const;  // there is none of either

    // What became of a filter, by its identifier; tells its subscribers.
    void answered(std::uint32_t identifier, const link_status& how);
    // None of them stands any more; tells those to whom it did.
    void down(const link_status& why);

    // To the subscribers of the filter that the broker sent it for. One that does not say which (MQTT 3.1.1)
    // may send a message once for each filter that matches; then the subscribers of all of them get each.
    void dispatch(const incoming& message) const;

private:
    struct entry {
        explicit entry(subscription wanted) : what(std::move(wanted)) {}

        subscription what;
        bool asked = false;
        bool up = false;
        std::size_t interests = 0;
    };
    struct interest {
        interest_id id;
        std::shared_ptr<entry> in;
        subscriber who;
        bool up = false;  // as it was told
    };
    static void tell(interest& one, bool up, const std::string& why);

    std::vector<std::shared_ptr<entry>> filters_;
    std::vector<interest> interests_;
    std::uint32_t last_identifier_ = 0;
    interest_id last_interest_ = 0;
};

}  // namespace weir
