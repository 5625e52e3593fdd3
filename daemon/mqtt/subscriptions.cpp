#include "daemon/mqtt/subscriptions.hpp"

#include <algorithm>
#include <utility>

#include "config/topic.hpp"

namespace weir {

void subscriptions::add(subscription wanted, subscriber who) {
    const auto known = std::ranges::find(wanted_, wanted.filter, &subscription::filter);
    const auto index = static_cast<std::size_t>(known - wanted_.begin());
    if (known == wanted_.end()) {
        wanted.identifier = static_cast<std::uint32_t>(index + 1);
        wanted_.push_back(std::move(wanted));
        up_.push_back(false);
    } else {
        known->qos = std::max(known->qos, wanted.qos);
        known->requests = known->requests || wanted.requests;
    }
    interests_.push_back({index, std::move(who)});
}

void subscriptions::answered(std::size_t index, const link_status& how) {
    up_[index] = !how.error;
    const std::string why = how ? std::string() : how.message();
    for (const interest& one : interests_) {
        if (one.filter == index && one.who.on_state) one.who.on_state(!how.error, why);
    }
}

void subscriptions::down(const link_status& why) {
    for (std::size_t index = 0; index < wanted_.size(); ++index) {
        if (up_[index]) answered(index, why);
    }
}

void subscriptions::dispatch(const incoming& message) const {
    for (const interest& one : interests_) {
        const subscription& wanted = wanted_[one.filter];
        const bool theirs = message.subscription != 0
                                ? message.subscription == wanted.identifier
                                : topic_matches(without_share(wanted.filter), message.topic);
        if (theirs && one.who.on_message) one.who.on_message(message);
    }
}

}  // namespace weir
