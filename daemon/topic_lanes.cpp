#include "daemon/topic_lanes.hpp"

#include "config/topic.hpp"

namespace weir {

topic_lane* topic_lanes::find(std::string_view topic) {
    const auto found = lanes_.find(topic);
    if (found == lanes_.end()) return nullptr;
    topic_lane& one = found->second;
    by_age_.splice(by_age_.end(), by_age_, by_age_.iterator_to(one));
    return &one;
}

topic_lane* topic_lanes::add(std::string_view topic, reject& why) {
    if (!why_bad_topic(topic).empty()) {
        why = reject::not_utf8;
        return nullptr;
    }
    const auto [made, fresh] =
        lanes_.try_emplace(std::string(topic), source_, taken_by_wildcards(source_.topic, topic));
    topic_lane& one = made->second;
    one.topic_ = &made->first;
    by_age_.push_back(one);
    if (one.has_valid_topics()) return &one;
    why = reject::too_long;
    forget(one);
    return nullptr;
}

void topic_lanes::used(topic_lane& one) {
    const monotonic_time due = one.due();
    if (due == one.queued_for_) return;
    one.deadline_.unlink();
    one.queued_for_ = due;
    if (due != never) by_deadline_.insert(one);
}

const std::vector<topic_lane*>& topic_lanes::due_by(monotonic_time now) {
    due_.clear();
    for (topic_lane& each : by_deadline_) {
        if (each.queued_for_ > now) break;
        due_.push_back(&each);
    }
    return due_;
}

}  // namespace weir
