#include "daemon/mqtt/announcements.hpp"

#include <numeric>
#include <utility>

namespace weir {

bool announcements::set(std::string topic, std::string payload, content kind) {
    const auto known = places_.find(topic);
    if (known == places_.end() && values_.size() >= most_) return false;
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

void announcements::renew() {
    due_.resize(values_.size());
    std::iota(due_.begin(), due_.end(), std::size_t{0});
}

}  // namespace weir
