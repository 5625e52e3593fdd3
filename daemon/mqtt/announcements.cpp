#include "daemon/mqtt/announcements.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace weir {

bool announcements::set(std::string topic, std::string payload, content kind) {
    if (values_.size() >= most_ && !places_.contains(topic) && !make_room()) return false;
    const auto known = places_.find(topic);
    const std::size_t place = known == places_.end() ? values_.size() : known->second;
    if (known == places_.end()) {
        places_.emplace(topic, place);
        values_.emplace_back(std::move(topic), std::move(payload), std::uint8_t{1}, true, kind);
    } else {
        values_[place].payload = std::move(payload);
        std::erase(due_, place);
    }
    due_.push_back(place);
    return true;
}

bool announcements::make_room() {
    const auto is_cleared = [this](const outgoing& each) {
        const std::size_t place = places_.at(each.topic);
        return each.payload.empty() && std::ranges::find(due_, place) == due_.end();
    };
    const auto cleared = std::ranges::find_if(values_, is_cleared);
    if (cleared == values_.end()) return false;
    const auto gone = static_cast<std::size_t>(cleared - values_.begin());
    places_.erase(cleared->topic);
    values_.erase(cleared);
    for (auto& [topic, place] : places_)
        place -= place > gone ? 1 : 0;
    for (std::size_t& place : due_)
        place -= place > gone ? 1 : 0;
    return true;
}

void announcements::renew() {
    due_.resize(values_.size());
    std::iota(due_.begin(), due_.end(), std::size_t{0});
}

}  // namespace weir
