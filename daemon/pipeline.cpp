#include "daemon/pipeline.hpp"

#include <algorithm>

#include "daemon/encode/format.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

// A name that two fields have after their renaming belongs to the one that came last.
void keep_last_of_each_name(field_list& fields) {
    auto next = fields.begin();
    fields.remove_if([&](const field& each) {
        ++next;
        return std::any_of(next, fields.end(), [&](const field& later) { return later.name == each.name; });
    });
}

}  // namespace

pipeline::pipeline(const source_settings& source, sample_clock& clock, tap* shown_by)
    : source_(source), clock_(clock), lane_(source), tap_(shown_by, tap_place::source, source.name) {
    if (source.has_many_topics()) topics_.emplace(source);
    for (const field_settings& said : source.fields) {
        if (said.name != said.from) renamings_.push_back({said.from, said.name});
    }
    for (const std::string_view name : reserved_fields)
        renamings_.push_back({std::string(name), std::string(name) + '_'});
}

reject pipeline::feed(const input& in, monotonic_time now, std::vector<outgoing>& out) {
    return topics_ ? feed_topic(in, now, out) : feed(lane_, in, now, out);
}

reject pipeline::feed(lane& at, const input& in, monotonic_time now, std::vector<outgoing>& out) {
    elapse_stages(at, now, out);
    sample_.clear();
    const auto result = at.decoder->decode(in.frame, sample_);
    if (result.what == decoder::bad) return refuse(in, result.reason, now);
    if (result.what == decoder::sampled) {
        if (in.retained) sample_.quality = quality::stale;
        begin(at, now, out);
    }
    return reject::none;
}

// What a forgotten topic had gathered is not lost.
reject pipeline::feed_topic(const input& in, monotonic_time now, std::vector<outgoing>& out) {
    topic_lane* at = topics_->find(in.topic);
    if (at == nullptr) {
        reject why = reject::none;
        at = topics_->add(in.topic, why);
        if (at == nullptr) return refuse(in, why, now);
    }
    if (topics_->too_many()) {
        flush(topics_->oldest(), now, out);
        topics_->forget_oldest();
        ++counters_.topics_forgotten;
    }
    const reject result = feed(*at, in, now, out);
    topics_->used(*at);
    return result;
}

reject pipeline::refuse(const input& in, reject why, monotonic_time now) {
    count_bad(why);
    if (tap_.wants(tap_step::bad)) [[unlikely]]
        tap_.bad(why, in.frame.bytes, now);
    return why;
}

void pipeline::take(sample& made, monotonic_time now, std::vector<outgoing>& out) {
    elapse_stages(lane_, now, out);
    std::swap(sample_, made);
    begin(lane_, now, out);
}

monotonic_time pipeline::due() const {
    return topics_ ? topics_->due() : lane_.due();
}

void pipeline::elapse(monotonic_time now, std::vector<outgoing>& out) {
    if (!topics_) return elapse(lane_, now, out);
    for (topic_lane* each : topics_->due_by(now)) {
        elapse(*each, now, out);
        topics_->used(*each);
    }
}

void pipeline::elapse(lane& at, monotonic_time now, std::vector<outgoing>& out) {
    elapse_stages(at, now, out);
    if (at.decoder_due() <= now) flush_decoder(at, now, out);
    for (batch* each : at.batches) {
        if (each->due() <= now) flush_batch(*each, now, out);
    }
}

// Ahead of a sample that comes too, so that a stage has said what was due before the sample gets there. For
// the same reason those further behind speak first: what one says is a sample that comes to them.
void pipeline::elapse_stages(lane& at, monotonic_time now, std::vector<outgoing>& out) {
    const auto is_due = [&](std::size_t each) { return at.stages[each]->due() <= now; };
    for (;;) {
        const auto last = std::find_if(at.timed.rbegin(), at.timed.rend(), is_due);
        if (last == at.timed.rend()) return;
        elapse(at, *last, now, out);
    }
}

void pipeline::elapse(lane& at, std::size_t stage, monotonic_time now, std::vector<outgoing>& out) {
    sample_.clear();
    if (!at.stages[stage]->elapse(sample_, moment_for(at, now))) return;
    ++counters_.made;
    if (topics_) at.name_levels(sample_, true);
    if (tap_.wants(tap_step::stage)) [[unlikely]]
        tap_.stage(source_.process[stage].kind->name, stage + 1, true, sample_, now);
    go_on(at, stage + 1, now, out);
}

void pipeline::flush(monotonic_time now, std::vector<outgoing>& out) {
    if (!topics_) return flush(lane_, now, out);
    for (topic_lane& each : topics_->by_age()) {
        flush(each, now, out);
        topics_->used(each);
    }
}

void pipeline::flush(lane& at, monotonic_time now, std::vector<outgoing>& out) {
    flush_decoder(at, now, out);
    for (batch* each : at.batches)
        flush_batch(*each, now, out);
}

void pipeline::flush_decoder(lane& at, monotonic_time now, std::vector<outgoing>& out) {
    sample_.clear();
    if (at.decoder && at.decoder->flush(sample_)) begin(at, now, out);
}

void pipeline::flush_batch(batch& gathered, monotonic_time now, std::vector<outgoing>& out) {
    const std::size_t before = out.size();
    gathered.flush(out);
    if (tap_.wants(tap_step::message)) [[unlikely]]
        show_messages(std::span(out).subspan(before), now);
}

void pipeline::reset() {
    if (lane_.decoder) lane_.decoder->reset();
    if (!topics_) return;
    for (topic_lane& each : topics_->by_age()) {
        each.decoder->reset();
        topics_->used(each);
    }
}

void pipeline::give_names() {
    bool renamed = false;
    for (field& each : sample_.fields) {
        const auto other = std::find_if(renamings_.begin(), renamings_.end(),
                                        [&](const renaming& one) { return one.from == each.name; });
        if (other == renamings_.end()) continue;
        each.name = other->to;
        renamed = true;
    }
    if (renamed) keep_last_of_each_name(sample_.fields);
}

void pipeline::begin(lane& at, monotonic_time now, std::vector<outgoing>& out) {
    ++counters_.decoded;
    give_names();
    if (topics_) at.name_levels(sample_, false);
    if (tap_.wants(tap_step::sample)) [[unlikely]]
        tap_.sample(sample_, now);
    go_on(at, 0, now, out);
}

// The wall time costs more than many a stage: only where one may ask for it.
moment pipeline::moment_for(const lane& at, monotonic_time now) {
    return {now, at.timed.empty() ? wall_time() : clock_.wall(now)};
}

void pipeline::go_on(lane& at, std::size_t stage, monotonic_time now, std::vector<outgoing>& out) {
    if (stage < at.stages.size() && !process(at, stage, moment_for(at, now))) {
        ++counters_.filtered;
        return;
    }
    publish(at, now, out);
}

// Whether the sample passes all stages from this one on.
bool pipeline::process(lane& at, std::size_t from, const moment& now) {
    for (std::size_t i = from; i < at.stages.size(); ++i) {
        const stage::outcome result = at.stages[i]->apply(sample_, now);
        if (result == stage::failed) {
            sample_.quality = quality::bad;
            ++counters_.failed;
        }
        if (tap_.wants(tap_step::stage)) [[unlikely]]
            tap_.stage(source_.process[i].kind->name, i + 1, result != stage::held, sample_, now.at);
        if (result == stage::held) return false;
    }
    return true;
}

void pipeline::publish(lane& at, monotonic_time now, std::vector<outgoing>& out) {
    const auto [text, unsynced, when] = clock_.at(sample_.arrived, now);
    const sample_stamp stamp{text, ++counters_.published, unsynced};
    const std::size_t before = out.size();
    for (const lane::output& each : at.outputs) {
        encode(sample_, stamp, *each.to, out);
        if (each.gathered) each.gathered->take_last(out, now);
    }
    for (sample_listener* const each : listeners_)
        each->heard(source_, sample_, now);
    if (tap_.wants(tap_step::message)) [[unlikely]]
        show_messages(std::span(out).subspan(before), now);
}

void pipeline::show_messages(std::span<const outgoing> made, monotonic_time now) const {
    for (const outgoing& each : made)
        tap_.message(each.topic, each.payload, now);
}

}  // namespace weir
