#include "tests/e2e/command_ledger.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

namespace weir::test {
namespace {

constexpr std::array<std::string_view, 7> finals{"succeeded", "failed",     "timed_out", "expired",
                                                 "canceled",  "superseded", "rejected"};

bool is_status(const std::string& topic) {
    return topic.starts_with("weir/bench/cmd/") && topic.ends_with("/status");
}

}  // namespace

std::string said::text(std::string_view key) const {
    const boost::json::value* held = json.if_contains(key);
    return held != nullptr && held->is_string() ? std::string(held->get_string()) : std::string();
}

bool said::final() const {
    return std::ranges::find(finals, state()) != finals.end();
}

bool said::duplicate() const {
    const boost::json::value* held = json.if_contains("duplicate");
    return held != nullptr && held->as_bool();
}

std::vector<std::string> command_ledger::entry::states() const {
    std::vector<std::string> all;
    for (const said& each : status)
        all.push_back(each.state());
    return all;
}

std::vector<said> command_ledger::entry::finals() const {
    std::vector<said> all;
    std::ranges::copy_if(status, std::back_inserter(all), &said::final);
    return all;
}

void command_ledger::read(const std::vector<received>& all) {
    for (; next_ < all.size(); ++next_) {
        const received& message = all[next_];
        const bool audit = message.topic == "weir/bench/audit";
        const bool answer = message.topic.starts_with("answers/");
        if (message.retained || !(audit || answer || is_status(message.topic))) continue;
        said one{message, boost::json::parse(message.payload).as_object()};
        const std::string id = one.text("id");
        entry& about = entries_[id];
        if (audit) {
            about.audit.push_back(one);
            audited_.push_back(id);
        } else if (one.json.contains("cancel")) {
            about.cancels.push_back(one);
        } else if (answer) {
            about.answers.push_back(one);
        } else {
            (one.duplicate() ? about.doubles : about.status).push_back(one);
        }
    }
}

const command_ledger::entry& command_ledger::of(const std::string& id) const {
    static const entry none;
    const auto found = entries_.find(id);
    return found == entries_.end() ? none : found->second;
}

}  // namespace weir::test
