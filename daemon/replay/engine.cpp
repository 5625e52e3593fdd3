#include "daemon/replay/engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace weir {

namespace {

std::vector<std::string> names_of(const std::vector<const source_settings*>& sources) {
    std::vector<std::string> names;
    names.reserve(sources.size());
    for (const source_settings* each : sources)
        names.push_back(each->name);
    return names;
}

}  // namespace

replay_engine::replay_engine(const settings& all, std::size_t port, wall_time began)
    : port_(all.ports.at(port)), began_(began.time_since_epoch()), clock_(began_, began) {
    problems none;
    framer_ = make_framer(port_.frame, none);
    if (!framer_) throw std::logic_error("unchecked configuration: port " + port_.name);
    for (const std::size_t next : joined_first(all.sources)) {
        const source_settings& each = all.sources[next];
        if (each.port == port) add(each);
        if (each.join) add_join(all, each);
    }
}

void replay_engine::add(const source_settings& source) {
    if (source.modbus) {
        left_out_.push_back({source.name, "speaks Modbus"});
        return;
    }
    readers_.push_back(std::make_unique<reader>(source, clock_));
    if (!source.asks()) listener_ = readers_.back().get();
}

void replay_engine::add_join(const settings& all, const source_settings& source) {
    std::vector<const source_settings*> joined;
    for (const std::size_t each : source.join->sources)
        joined.push_back(&all.sources[each]);
    const auto here = std::ranges::count_if(joined, [&](const auto* each) { return find(*each) != nullptr; });
    if (here == 0) return;
    if (static_cast<std::size_t>(here) < joined.size()) {
        left_out_.push_back({source.name, "joins sources that are not replayed"});
        return;
    }
    readers_.push_back(std::make_unique<reader>(source, clock_));
    joins_.push_back(std::make_unique<join>(*this, *readers_.back(), std::move(joined)));
}

replay_engine::reader* replay_engine::find(const source_settings& source) {
    const auto found =
        std::ranges::find_if(readers_, [&](const auto& each) { return &each->settings == &source; });
    return found == readers_.end() ? nullptr : found->get();
}

replay_engine::join::join(replay_engine& of, reader& reads, std::vector<const source_settings*> from)
    : engine(of),
      into(reads),
      joined(std::move(from)),
      matches(names_of(joined), reads.settings.join->within) {
    for (const source_settings* each : joined)
        engine.find(*each)->way.followed_by(*this);
}

void replay_engine::join::heard(const source_settings& from, const sample& what, monotonic_time now) {
    const auto who = std::ranges::find(joined, &from) - joined.begin();
    if (matches.take(static_cast<std::size_t>(who), what, made)) into.way.take(made, now, *engine.out_);
}

duration replay_engine::due() const {
    const monotonic_time next = next_due();
    return next == never ? nothing_due : next - began_;
}

monotonic_time replay_engine::next_due() const {
    monotonic_time next = framer_->due();
    for (const auto& each : readers_)
        next = std::min(next, each->way.due());
    return next;
}

void replay_engine::elapse(duration now, std::vector<outgoing>& out) {
    out_ = &out;
    elapse_until(began_ + now, out);
}

void replay_engine::elapse_until(monotonic_time now, std::vector<outgoing>& out) {
    for (monotonic_time next = next_due(); next != never && next <= now; next = next_due()) {
        if (framer_->due() == next) {
            framer_->elapse(next);
            drain(next, out);
            // One that has nothing to say would be asked for ever.
            if (framer_->due() == next) framer_->reset();
        } else {
            flush(next, out);
        }
    }
}

void replay_engine::flush(monotonic_time now, std::vector<outgoing>& out) {
    for (const auto& each : readers_) {
        if (each->way.due() > now) continue;
        each->way.elapse(now, out);
        if (each->way.due() <= now) each->way.reset();
    }
}

void replay_engine::take(const record& next, std::vector<outgoing>& out) {
    out_ = &out;
    const monotonic_time now = began_ + next.at;
    elapse_until(now, out);
    last_ = now;
    ++counters_.records;
    switch (next.kind) {
        case record_kind::received:
            received(next.bytes, now, out);
            break;
        case record_kind::sent:
            sent(next.bytes, now);
            break;
        case record_kind::opened:
            opened();
            break;
        case record_kind::closed:
            framer_->reset();
            break;
    }
}

void replay_engine::received(std::string_view bytes, monotonic_time now, std::vector<outgoing>& out) {
    counters_.bytes += bytes.size();
    if (port_.echo) bytes = echo_.strip(bytes);
    if (bytes.empty()) return;
    framer_->feed(bytes, now);
    drain(now, out);
}

void replay_engine::sent(std::string_view bytes, monotonic_time now) {
    if (port_.echo) echo_.wrote(bytes);
    asked_ = nullptr;
    for (const auto& each : readers_) {
        const auto& poll = each->settings.poll;
        if (!poll || poll->write != bytes) continue;
        asked_ = each.get();
        answer_by_ = now + poll->timeout;
        return;
    }
}

void replay_engine::opened() {
    framer_->reset();
    echo_.reset();
    asked_ = nullptr;
    for (const auto& each : readers_)
        each->way.reset();
}

void replay_engine::drain(monotonic_time now, std::vector<outgoing>& out) {
    for (auto found = framer_->next(); found.what != framer::more; found = framer_->next()) {
        if (found.what == framer::bad) {
            ++counters_.bad.at(static_cast<std::size_t>(found.reason));
            continue;
        }
        ++counters_.frames;
        take(found.frame, now, out);
    }
}

// The answer is the first frame that the decoder of who asked understands, as of plain_inquiry.
void replay_engine::take(const frame& found, monotonic_time now, std::vector<outgoing>& out) {
    if (asked_ != nullptr && now <= answer_by_) {
        if (asked_->way.feed({found}, now, out) == reject::none) {
            asked_ = nullptr;
            return;
        }
    }
    if (listener_ != nullptr) listener_->way.feed({found}, now, out);
}

void replay_engine::finish(std::vector<outgoing>& out) {
    out_ = &out;
    const monotonic_time end = framer_->due() == never ? last_ : framer_->due();
    elapse_until(end, out);
    for (const auto& each : readers_)
        each->way.flush(end, out);
}

replay_counters replay_engine::counters() const {
    replay_counters all = counters_;
    for (const auto& each : readers_) {
        const auto& bad = each->way.counters().bad;
        for (std::size_t i = 0; i < bad.size(); ++i)
            all.bad.at(i) += bad.at(i);
    }
    return all;
}

std::string line_of(const outgoing& message) {
    std::string line = message.topic + ' ';
    if (message.content == content::json) return line + message.payload;
    for (const char c : message.payload) {
        switch (c) {
            case '\n':
                line += "\\n";
                break;
            case '\r':
                line += "\\r";
                break;
            case '\\':
                line += "\\\\";
                break;
            default:
                line += c;
        }
    }
    return line;
}

}  // namespace weir
