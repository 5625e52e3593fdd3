#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "daemon/log_limiter.hpp"
#include "daemon/mqtt/announcements.hpp"
#include "daemon/mqtt/mqtt_link.hpp"
#include "daemon/mqtt/outbox.hpp"

namespace weir {

// Carries messages to a link that is up: what is announced first, then the answers, then the outbox, each in
// its order, as many at a time as the link takes. No flood of answers stops the outbox: one of its messages
// goes after every 8 answers, and those at QoS 0 while answers wait for acknowledgements. Keeps each message
// at QoS 1 and 2 until it is acknowledged. Loop's thread alone.
class courier {
public:
    // All must outlive the courier.
    courier(mqtt_link& link, announcements& states, outbox& answers, outbox& out)
        : link_(link), states_(states), answers_(answers), out_(out) {}

    // The link is ready: begins.
    void start();
    // The link is down: what was not acknowledged goes back to where it came from. At QoS 2 the broker may
    // then get a message twice, since with a clean start it forgets the first.
    void stop();

    // Hands over what can be, the outbox's messages only if they do not linger; nothing before start().
    void carry(bool samples_linger = false);
    void delivered(std::uint32_t id, const link_status& how);

    bool running() const { return running_; }
    // Nothing waits, and everything at QoS 1 and 2 is acknowledged.
    bool idle() const {
        return !states_.due() && answers_.empty() && out_.empty() && unacknowledged_.empty();
    }

    struct counters {
        std::array<std::uint64_t, 3> published{};  // by QoS; 1 and 2: acknowledged
        std::uint64_t refused = 0;                 // by the broker or the library, for good
        std::size_t unacknowledged = 0;
    };
    counters count() const;

private:
    struct in_flight {
        std::uint32_t id;
        outbox* from;  // null: announced
        outgoing message;
    };
    // Nothing: the link takes no more for now. Else whether it took this one; if not, it never will.
    std::optional<bool> hand_over(const outgoing& message);
    // False: the link takes no more for now.
    bool carry_states();  // all of them
    bool carry_sample();
    bool carry_first(outbox& from);
    // As many as the link takes, with the samples whose turn comes meanwhile.
    void carry_answers();
    void keep(outgoing message, outbox* from);
    void refuse(const std::string& topic, const std::string& why);

    mqtt_link& link_;
    announcements& states_;
    outbox& answers_;
    outbox& out_;
    bool running_ = false;
    std::uint32_t next_id_ = 1;
    std::size_t answers_in_a_row_ = 0;  // since the last sample
    std::deque<in_flight> unacknowledged_;
    counters counters_;
    log_limiter refusals_;
};

}  // namespace weir
