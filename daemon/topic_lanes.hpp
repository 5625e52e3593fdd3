#pragma once

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/settings.hpp"
#include "daemon/lane.hpp"
#include "drivers/reject.hpp"

namespace weir {

class topic_lanes;

// A lane, and where it stands among the others of its source.
class topic_lane : public lane {
public:
    topic_lane(const source_settings& source, const std::vector<std::string_view>& taken)
        : lane(source, taken) {}

    friend bool operator<(const topic_lane& one, const topic_lane& other) {
        return one.queued_for_ < other.queued_for_;
    }

private:
    friend topic_lanes;
    using unlinks = boost::intrusive::link_mode<boost::intrusive::auto_unlink>;

    boost::intrusive::list_member_hook<unlinks> age_;
    boost::intrusive::set_member_hook<unlinks> deadline_;
    monotonic_time queued_for_ = never;
    const std::string* topic_ = nullptr;
};

// The lanes of a source whose filter takes several topics. Pure.
class topic_lanes {
    template <class Hook, Hook topic_lane::*Member>
    using by = boost::intrusive::member_hook<topic_lane, Hook, Member>;
    using untold_size = boost::intrusive::constant_time_size<false>;

public:
    using age_list =
        boost::intrusive::list<topic_lane, by<decltype(topic_lane::age_), &topic_lane::age_>, untold_size>;

    // `source` must outlive the lanes.
    explicit topic_lanes(const source_settings& source) : source_(source) {}

    // The lane of `topic`, which counts as the one that was heard last. Null: it has none.
    topic_lane* find(std::string_view topic);
    // The same of a topic that has none. Null, and why: no valid topic, or what would be published is none.
    topic_lane* add(std::string_view topic, reject& why);

    std::size_t size() const { return lanes_.size(); }
    // Then the one that was unheard for longest is to be forgotten.
    bool too_many() const { return lanes_.size() > source_.max_topics; }
    topic_lane& oldest() { return by_age_.front(); }
    void forget_oldest() { forget(by_age_.front()); }
    // The one that was unheard for longest comes first.
    age_list& by_age() { return by_age_; }

    // After each use of a lane: due() may be another.
    void used(topic_lane& one);
    // The earliest of all lanes.
    monotonic_time due() const { return by_deadline_.empty() ? never : by_deadline_.begin()->queued_for_; }
    // Valid until the next call.
    const std::vector<topic_lane*>& due_by(monotonic_time now);

private:
    struct hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    void forget(topic_lane& one) { lanes_.erase(lanes_.find(*one.topic_)); }

    const source_settings& source_;
    std::unordered_map<std::string, topic_lane, hash, std::equal_to<>> lanes_;
    age_list by_age_;
    boost::intrusive::multiset<topic_lane, by<decltype(topic_lane::deadline_), &topic_lane::deadline_>,
                               untold_size>
        by_deadline_;  // without those that are never due
    std::vector<topic_lane*> due_;
};

}  // namespace weir
