#include "daemon/mqtt/courier.hpp"

#include <algorithm>
#include <utility>

#include "daemon/log.hpp"

namespace weir {

namespace {

// A message that the broker answers by hanging up must not do so for ever.
constexpr std::uint8_t most_losses = 5;

constexpr std::size_t answers_a_sample = 8;

}  // namespace

void courier::start() {
    running_ = true;
    carry();
}

void courier::stop() {
    running_ = false;
    for (outbox* lane : {&answers_, &out_}) {
        std::vector<outgoing> back;
        for (in_flight& one : unacknowledged_) {
            if (one.from != lane) continue;
            // Acknowledgements come in order: it is the first that the broker may be unable to take.
            const bool suspect = &one == &unacknowledged_.front() && ++one.message.losses >= most_losses;
            if (suspect) {
                refuse(one.message.topic, "each time it was sent the connection was lost");
            } else {
                back.push_back(std::move(one.message));
            }
        }
        lane->put_back(std::move(back));
    }
    unacknowledged_.clear();
}

void courier::carry(bool samples_linger) {
    if (!carry_states()) return;
    carry_answers();
    if (samples_linger) return;
    // Even if answers are left: they wait for acknowledgements, samples at QoS 0 need none.
    while (running_ && !out_.empty() && carry_sample()) {
    }
}

bool courier::carry_states() {
    while (running_ && states_.due()) {
        const auto taken = hand_over(states_.next());
        if (!taken) return false;
        if (*taken) keep(states_.next(), nullptr);
        states_.sent();
    }
    return running_;
}

void courier::carry_answers() {
    while (running_ && !answers_.empty()) {
        // A sample that the link does not take now keeps no answer waiting.
        if (answers_in_a_row_ >= answers_a_sample && !out_.empty()) carry_sample();
        if (!carry_first(answers_)) return;
        ++answers_in_a_row_;
    }
}

bool courier::carry_sample() {
    if (!carry_first(out_)) return false;
    answers_in_a_row_ = 0;
    return true;
}

bool courier::carry_first(outbox& from) {
    const auto taken = hand_over(from.front());
    if (!taken) return false;
    outgoing message = from.pop();
    if (*taken) keep(std::move(message), &from);
    return true;
}

void courier::delivered(std::uint32_t id, const link_status& how) {
    const auto one = std::ranges::find(unacknowledged_, id, &in_flight::id);
    if (one == unacknowledged_.end()) return;
    if (how) {
        ++counters_.published.at(one->message.qos);
    } else {
        refuse(one->message.topic, how.message());
    }
    unacknowledged_.erase(one);
}

courier::counters courier::count() const {
    counters now = counters_;
    now.unacknowledged = unacknowledged_.size();
    return now;
}

std::optional<bool> courier::hand_over(const outgoing& message) {
    switch (link_.send(message, next_id_)) {
        case mqtt_link::sent::taken:
            return true;
        case mqtt_link::sent::refused:
            refuse(message.topic, "it cannot be sent, being too large for the broker, say");
            return false;
        case mqtt_link::sent::wait:
        case mqtt_link::sent::down:
            break;
    }
    return std::nullopt;
}

void courier::keep(outgoing message, outbox* from) {
    if (message.qos == 0) {
        ++counters_.published[0];
        return;
    }
    unacknowledged_.push_back({next_id_++, from, std::move(message)});
}

void courier::refuse(const std::string& topic, const std::string& why) {
    ++counters_.refused;
    if (const auto more = refusals_.allow(why, monotonic_clock::now())) {
        log::warning("mqtt: a message for {} was not delivered: {} ({} more not logged)", topic, why, *more);
    }
}

}  // namespace weir
