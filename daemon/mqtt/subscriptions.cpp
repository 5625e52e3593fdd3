#include "daemon/mqtt/subscriptions.hpp"

#include <algorithm>
#include <utility>

#include "config/topic.hpp"

namespace weir {

subscriptions::interest_id subscriptions::add(subscription wanted, subscriber who) {
    const auto is_same = [&](const auto& each) {
        return each->interests > 0 && each->what.filter == wanted.filter;
    };
    auto known = std::ranges::find_if(filters_, is_same);
    if (known == filters_.end()) {
        wanted.identifier = ++last_identifier_;
        known = filters_.insert(known, std::make_shared<entry>(std::move(wanted)));
    } else {
        subscription& what = (*known)->what;
        const bool more = wanted.qos > what.qos || (wanted.requests && !what.requests);
        what.qos = std::max(what.qos, wanted.qos);
        what.requests = what.requests || wanted.requests;
        if (more) (*known)->asked = false;
    }
    ++(*known)->interests;
    interest& made = interests_.emplace_back(interest{++last_interest_, *known, std::move(who)});
    if (made.in->up) tell(made, true, {});
    return last_interest_;
}

void subscriptions::remove(interest_id which) {
    const auto found = std::ranges::find(interests_, which, &interest::id);
    if (found == interests_.end()) return;
    --found->in->interests;
    interests_.erase(found);
    std::erase_if(filters_,
                  [](const auto& each) { return each->interests == 0 && !each->asked && !each->up; });
}

std::vector<std::string> subscriptions::take_unwanted(std::size_t most) {
    std::vector<std::string> some;
    std::erase_if(filters_, [&](const auto& each) {
        if (each->interests > 0 || some.size() == most) return false;
        some.push_back(each->what.filter);
        return true;
    });
    return some;
}

std::vector<subscription> subscriptions::take_wanted(std::size_t most) {
    const auto is_unwanted = [this](const std::string& filter) {
        return std::ranges::any_of(
            filters_, [&](const auto& each) { return each->interests == 0 && each->what.filter == filter; });
    };
    std::vector<subscription> some;
    for (const auto& each : filters_) {
        if (some.size() == most) break;
        if (each->asked || is_unwanted(each->what.filter)) continue;
        each->asked = true;
        some.push_back(each->what);
    }
    return some;
}

bool subscriptions::settled() const {
    return std::ranges::all_of(filters_, [](const auto& each) { return each->asked && each->interests > 0; });
}

void subscriptions::answered(std::uint32_t identifier, const link_status& how) {
    const std::string why = how ? std::string() : how.message();
    for (const auto& each : filters_) {
        if (each->what.identifier == identifier) each->up = !how.error;
    }
    for (interest& one : interests_) {
        if (one.in->what.identifier == identifier) tell(one, !how.error, why);
    }
}

void subscriptions::down(const link_status& why) {
    for (const auto& each : filters_) {
        each->asked = false;
        each->up = false;
    }
    for (interest& one : interests_) {
        if (one.up) tell(one, false, why.message());
    }
    std::erase_if(filters_, [](const auto& each) { return each->interests == 0; });
}

void subscriptions::tell(interest& one, bool up, const std::string& why) {
    const bool is_news = up != one.up || !up;
    one.up = up;
    if (is_news && one.who.on_state) one.who.on_state(up, why);
}

void subscriptions::dispatch(const incoming& message) const {
    for (const interest& one : interests_) {
        const subscription& wanted = one.in->what;
        const bool theirs = message.subscription != 0
                                ? message.subscription == wanted.identifier
                                : topic_matches(without_share(wanted.filter), message.topic);
        if (theirs && one.who.on_message) one.who.on_message(message);
    }
}

}  // namespace weir
