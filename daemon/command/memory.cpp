#include "daemon/command/memory.hpp"

#include <algorithm>
#include <utility>

namespace weir {

namespace {

std::size_t weight(const journal_entry& entry) {
    return entry.id.size() + entry.command.size() + entry.client.size() + entry.response_topic.size() +
           entry.correlation.size() + entry.answer.size();
}

bool is_open(const journal_entry& entry) {
    return entry.answer.empty();
}

}  // namespace

request_memory::request_memory(const std::string& folder, wall_time now) : journal_(folder) {
    for (journal_entry& each : journal_.read(most)) {
        last_key_ = std::max(last_key_, each.key);
        bytes_ += weight(each);
        by_key_.emplace(each.key, std::move(each));
    }
    last_key_before_ = last_key_;
    prune(now);
    rewrite_journal();
}

std::vector<journal_entry> request_memory::left_open() const {
    std::vector<journal_entry> open;
    for (const auto& [key, entry] : by_key_) {
        if (key <= last_key_before_ && is_open(entry)) open.push_back(entry);
    }
    return open;
}

const journal_entry* request_memory::find(const std::string& id, wall_time now) {
    prune(now);
    const auto found = std::find_if(by_key_.rbegin(), by_key_.rend(), [&](const auto& each) {
        return each.second.explicit_id && each.second.id == id;
    });
    return found == by_key_.rend() ? nullptr : &found->second;
}

std::uint64_t request_memory::remember(journal_entry entry) {
    const wall_time now = entry.received;
    entry.key = ++last_key_;
    journal_.opened(entry);
    bytes_ += weight(entry);
    by_key_.emplace_hint(by_key_.end(), entry.key, std::move(entry));
    prune(now);
    keep_journal_small();
    return last_key_;
}

std::uint64_t request_memory::remember(const request& asked, const std::string& command) {
    const reply_address to = asked.reply.value_or(reply_address());
    return remember({0,
                     asked.id,
                     asked.explicit_id,
                     command,
                     asked.fingerprint,
                     asked.received_at,
                     asked.client,
                     to.topic,
                     to.correlation,
                     {}});
}

void request_memory::end(std::uint64_t key, std::string answer) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return;
    if (found->second.explicit_id) {
        journal_.ended(key, answer);
        bytes_ += answer.size();
        found->second.answer = std::move(answer);
    } else {
        journal_.ended(key, "{}");  // nobody can ask for it again
        erase(found);
    }
    keep_journal_small();
}

void request_memory::prune(wall_time now) {
    const wall_time oldest = now - keeps;
    const auto forgotten = [&](const journal_entry& entry) {
        return !is_open(entry) && entry.received < oldest;
    };
    for (auto each = by_key_.begin(); each != by_key_.end();) {
        each->second.received = std::min(each->second.received, now);
        each = forgotten(each->second) ? erase(each) : std::next(each);
    }
    for (auto each = by_key_.begin(); each != by_key_.end() && (size() > most || bytes_ > most_bytes);)
        each = is_open(each->second) ? std::next(each) : erase(each);
}

request_memory::entries::iterator request_memory::erase(entries::iterator which) {
    bytes_ -= weight(which->second);
    return by_key_.erase(which);
}

void request_memory::keep_journal_small() {
    if (journal_.overgrown()) rewrite_journal();
}

void request_memory::rewrite_journal() {
    std::vector<const journal_entry*> all;
    for (const auto& [key, entry] : by_key_)
        all.push_back(&entry);
    journal_.rewrite(all);
}

}  // namespace weir
