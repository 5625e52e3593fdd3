#include "daemon/pipeline.hpp"

#include <algorithm>
#include <stdexcept>

#include "daemon/encode/format.hpp"
#include "daemon/process/names.hpp"

namespace weir {

namespace {

[[noreturn]] void cannot_make(const component_use& use, const problems& found) {
    throw std::logic_error("unchecked configuration: " + std::string(use.kind->name) + ": " +
                           (found.empty() ? "no such component" : found.all().front().message));
}

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
    : source_(source), clock_(clock), tap_(shown_by, tap_place::source, source.name) {
    problems found;
    if (source.decode.kind != nullptr) {
        decoder_ = make_decoder(source.decode, found);
        if (!decoder_) cannot_make(source.decode, found);
    }
    for (const component_use& use : source.process) {
        stages_.push_back(make_stage(use, found));
        if (!stages_.back()) cannot_make(use, found);
        if (stages_.back()->keeps_time()) timed_.push_back(stages_.size() - 1);
    }
    for (const field_settings& said : source.fields) {
        if (said.name != said.from) renamings_.push_back({said.from, said.name});
    }
    for (const std::string_view name : reserved_fields)
        renamings_.push_back({std::string(name), std::string(name) + '_'});
}

reject pipeline::feed(const input& in, monotonic_time now, std::vector<outgoing>& out) {
    elapse_stages(now, out);
    sample_.clear();
    const auto result = decoder_->decode(in.frame, sample_);
    if (result.what == decoder::bad) {
        count_bad(result.reason);
        if (tap_.wants(tap_step::bad)) [[unlikely]]
            tap_.bad(result.reason, in.frame.bytes, now);
        return result.reason;
    }
    if (result.what == decoder::sampled) {
        if (in.retained) sample_.quality = quality::stale;
        begin(now, out);
    }
    return reject::none;
}

void pipeline::take(sample& made, monotonic_time now, std::vector<outgoing>& out) {
    elapse_stages(now, out);
    std::swap(sample_, made);
    begin(now, out);
}

monotonic_time pipeline::decoder_due() const {
    return decoder_ ? decoder_->due().value_or(never) : never;
}

monotonic_time pipeline::due() const {
    monotonic_time next = decoder_due();
    for (const std::size_t each : timed_)
        next = std::min(next, stages_[each]->due());
    return next;
}

void pipeline::elapse(monotonic_time now, std::vector<outgoing>& out) {
    elapse_stages(now, out);
    if (decoder_due() <= now) flush(now, out);
}

// Ahead of a sample that comes too, so that a stage has said what was due before the sample gets there.
void pipeline::elapse_stages(monotonic_time now, std::vector<outgoing>& out) {
    for (const std::size_t each : timed_) {
        while (stages_[each]->due() <= now)
            elapse(each, now, out);
    }
}

void pipeline::elapse(std::size_t stage, monotonic_time now, std::vector<outgoing>& out) {
    sample_.clear();
    if (!stages_[stage]->elapse(sample_, {now, clock_.wall(now)})) return;
    ++counters_.made;
    if (tap_.wants(tap_step::stage)) [[unlikely]]
        tap_.stage(source_.process[stage].kind->name, stage + 1, true, sample_, now);
    go_on(stage + 1, now, out);
}

void pipeline::flush(monotonic_time now, std::vector<outgoing>& out) {
    sample_.clear();
    if (decoder_ && decoder_->flush(sample_)) begin(now, out);
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

void pipeline::begin(monotonic_time now, std::vector<outgoing>& out) {
    ++counters_.decoded;
    give_names();
    if (tap_.wants(tap_step::sample)) [[unlikely]]
        tap_.sample(sample_, now);
    go_on(0, now, out);
}

void pipeline::go_on(std::size_t stage, monotonic_time now, std::vector<outgoing>& out) {
    if (stage < stages_.size() && !process(stage, {now, clock_.wall(now)})) {
        ++counters_.filtered;
        return;
    }
    publish(now, out);
}

// Whether the sample passes all stages from this one on.
bool pipeline::process(std::size_t from, const moment& now) {
    for (std::size_t i = from; i < stages_.size(); ++i) {
        const stage::outcome result = stages_[i]->apply(sample_, now);
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

void pipeline::publish(monotonic_time now, std::vector<outgoing>& out) {
    const auto [text, unsynced, when] = clock_.at(sample_.arrived, now);
    const sample_stamp stamp{text, ++counters_.published, unsynced};
    const std::size_t before = out.size();
    for (const publish_settings& output : source_.publish)
        encode(sample_, stamp, output, out);
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
