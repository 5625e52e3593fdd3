#include "daemon/command/intake.hpp"

#include <algorithm>

#include "daemon/log.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

constexpr std::size_t most_ended = 1'024;
constexpr std::size_t shown_name = 128;  // bytes

}  // namespace

void intake::take_over(const intake& before) {
    for (std::size_t i = 0; i < before.latest_.size(); ++i) {
        if (const auto same = find(before.commands_[i].name)) latest_[*same] = before.latest_[i];
    }
    ended_ = before.ended_;
    doubles_ = before.doubles_;
    retained_ = before.retained_;
}

void intake::take(request_topic on, const incoming& message, std::optional<verdict> refused) {
    switch (on) {
        case request_topic::request:
            on_request(message, std::move(refused));
            break;
        case request_topic::cancel:
            on_cancel(message);
            break;
        case request_topic::refresh:
            on_refresh(message);
            break;
    }
    around_.after();
}

bool intake::is_urgent(const incoming& request) const {
    const std::string name = name_in(request, "");
    const auto command = find(name);
    return command ? commands_[*command].emergency : built_in::knows(name);
}

std::optional<std::size_t> intake::find(std::string_view name) const {
    const auto found = std::ranges::find(commands_, name, &command_settings::name);
    if (found == commands_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - commands_.begin());
}

std::string intake::name_in(const incoming& message, std::string_view behind) const {
    const std::size_t front = around_.root.size() + std::string_view("/cmd/").size();
    return message.topic.substr(front, message.topic.size() - front - behind.size());
}

void intake::on_request(const incoming& message, std::optional<verdict> refused) {
    const std::string name = name_in(message, "");
    const auto command = find(name);
    const command_settings* settings = command ? &commands_[*command] : nullptr;
    const present when = around_.now();
    parsed_request parsed = parse_request(message, settings, around_.root, when);
    if (refused) parsed.refused = std::move(refused);
    if (message.retained) {
        ++retained_;
        parsed.refused = rejection(command_code::permission_denied, "retained command");
    }
    const bool known = command || built_in::knows(name);
    if (!known) parsed.refused = rejection(command_code::not_found, "there is no command '" + name + "'");
    const journal_entry* first = parsed.refused ? nullptr : same_id(parsed.asked, when);
    if (first != nullptr && first->fingerprint != parsed.asked.fingerprint)
        parsed.refused =
            rejection(command_code::already_exists, "an earlier request with this id was another");
    if (parsed.refused) {
        around_.report.ended({name, settings, std::move(parsed.asked), std::move(*parsed.refused), {}},
                             known);
    } else if (command) {
        take_request(*command, first, std::move(parsed.asked));
    } else if (first != nullptr) {
        around_.own.repeat(name, first->answer, parsed.asked);
    } else {
        around_.own.take(name, std::move(parsed.asked), when);
    }
}

const journal_entry* intake::same_id(const request& asked, const present& when) const {
    return asked.explicit_id ? around_.memory.find(asked.id, when.wall) : nullptr;
}

void intake::take_request(std::size_t command, const journal_entry* first, request asked) {
    if (first != nullptr) {
        repeat(command, *first, asked);
        return;
    }
    const std::uint64_t key = around_.begin(command, std::move(asked));
    if (key != 0) latest_[command] = key;
}

void intake::repeat(std::size_t command, const journal_entry& first, const request& asked) {
    ++doubles_;
    if (first.key == latest_[command]) around_.safe.content(command, asked.received);
    job* open = around_.jobs.find_open(first.key);
    if (open == nullptr) {
        around_.report.repeat(first.command, commands_[command].report, first.answer, asked.reply);
        return;
    }
    around_.report.repeat(*open, asked.reply);
    if (!asked.reply || open->replies.size() >= job::most_replies) return;
    open->replies.push_back(*asked.reply);
    open->replies.back().duplicate = true;
}

void intake::on_cancel(const incoming& message) {
    using outcome = reporter::cancel_outcome;
    const std::string name = name_in(message, "/cancel");
    const auto cancel = message.retained ? std::nullopt : parse_cancel(message, around_.root);
    if (!cancel) {
        if (const auto more = bad_cancels_.allow("", around_.now().now))
            log::warning("command {}: a bad or retained message on its cancel topic ({} more not logged)",
                         readable(name, shown_name), *more);
        return;
    }
    const auto chosen = [&](const job& each) {
        if (each.settings.name != name) return false;
        return cancel->id ? each.asked.id == *cancel->id : each.from == origin::client;
    };
    const present when = around_.now();
    const command_event how(command_event::cancel, "canceled by a request");
    const std::size_t count = around_.jobs.cancel(chosen, how, when.now);
    const bool known = cancel->id && has_ended(name, *cancel->id);
    const outcome result = count > 0 ? outcome::accepted
                           : known   ? outcome::already_finished
                                     : outcome::not_found;
    around_.report.cancel_answer(name, cancel->id, cancel->reply, result, count);
}

void intake::ended(const job& which) {
    ended_.emplace_back(which.settings.name, which.asked.id);
    if (ended_.size() > most_ended) ended_.pop_front();
}

// Of requests that have ended before the last start it remembers those whose client chose the id.
bool intake::has_ended(const std::string& command, const std::string& id) const {
    const auto is_it = [&](const auto& each) { return each.first == command && each.second == id; };
    if (std::ranges::any_of(ended_, is_it)) return true;
    const journal_entry* known = around_.memory.find(id, around_.now().wall);
    return known != nullptr && known->command == command;
}

void intake::on_refresh(const incoming& message) {
    const auto command = find(name_in(message, "/refresh"));
    if (command && !message.retained) around_.safe.content(*command, around_.now().now);
}

}  // namespace weir
