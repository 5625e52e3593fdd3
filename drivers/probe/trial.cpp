#include "drivers/probe/trial.hpp"

#include <algorithm>
#include <memory>

#include "drivers/decoder.hpp"
#include "drivers/framer.hpp"

namespace weir::probing {

namespace {

using namespace std::chrono_literals;

constexpr duration afterwards = 2s;  // nothing more comes

class trial {
public:
    explicit trial(const candidate& tried) : tried_(tried) {
        problems found;
        framer_ = make_framer(tried.framer, found);
        if (tried.decoder.kind != nullptr) decoder_ = make_decoder(tried.decoder, found);
    }

    guess run(const heard& all);

private:
    void elapse(monotonic_time now);
    void drain();
    void take(const framer::result& one);
    void accept(const frame& in);
    void refuse(std::size_t bytes);
    void keep();
    double share(const heard& all) const;
    double score(const heard& all) const;
    certainty how() const;

    const candidate& tried_;
    std::unique_ptr<framer> framer_;
    std::unique_ptr<decoder> decoder_;
    sample sample_;
    std::vector<sample> samples_;
    std::string last_;  // good frame
    std::size_t frames_ = 0;
    std::size_t good_ = 0;
    std::size_t changes_ = 0;  // good frames that are not the same as the one before
    std::size_t bad_ = 0;
    std::size_t good_bytes_ = 0;
    std::size_t bad_bytes_ = 0;
};

guess trial::run(const heard& all) {
    for (std::size_t at = 0; at < all.count(); ++at) {
        const heard::piece one = all.at(at);
        elapse(one.arrived);
        framer_->feed(one.bytes, one.arrived);
        drain();
    }
    if (all.count() > 0) elapse(all.at(all.count() - 1).arrived + afterwards);
    guess made;
    made.language = tried_.language;
    made.frame = tried_.frame;
    made.decode = tried_.decode;
    made.noun = tried_.noun;
    made.checked = tried_.proof.checked;
    made.good = good_;
    made.bad = bad_;
    made.score = score(all);
    made.how = how();
    made.samples = std::move(samples_);
    return made;
}

void trial::elapse(monotonic_time now) {
    if (framer_->due() <= now) {
        framer_->elapse(now);
        drain();
    }
    if (!decoder_ || decoder_->due().value_or(never) > now) return;
    sample_.clear();
    if (decoder_->flush(sample_)) keep();
}

void trial::drain() {
    for (auto one = framer_->next(); one.what != framer::more; one = framer_->next())
        take(one);
}

void trial::take(const framer::result& one) {
    ++frames_;
    if (one.what == framer::bad) return refuse(one.frame.bytes.size());
    sample_.clear();
    auto outcome = decoder::sampled;
    if (decoder_) outcome = decoder_->decode(one.frame, sample_).what;
    if (outcome == decoder::bad) return refuse(one.frame.bytes.size());
    const bool counts = outcome == decoder::sampled || tried_.gathers;
    if (counts && tried_.holds != nullptr && !tried_.holds(one.frame.bytes, sample_))
        return refuse(one.frame.bytes.size());
    if (counts) accept(one.frame);
    if (decoder_ && outcome == decoder::sampled) keep();
}

void trial::accept(const frame& in) {
    ++good_;
    good_bytes_ += in.bytes.size();
    if (in.bytes == last_) return;
    ++changes_;
    last_.assign(in.bytes);
}

// The first may have been cut by our coming.
void trial::refuse(std::size_t bytes) {
    if (tried_.skips || frames_ == 1) return;
    ++bad_;
    bad_bytes_ += bytes;
}

void trial::keep() {
    if (samples_.size() < guess::most_samples) samples_.push_back(sample_);
}

// Of the bytes that lie in good frames. Of a framer that passes over others, among which are another's
// requests, at least a quarter must.
double trial::share(const heard& all) const {
    const auto good = static_cast<double>(good_bytes_);
    if (!tried_.skips) return good / std::max(good + static_cast<double>(bad_bytes_), 1.0);
    return std::min(1.0, 4 * good / static_cast<double>(std::max<std::size_t>(all.bytes().size(), 1)));
}

double trial::score(const heard& all) const {
    constexpr double least = 0.75;  // of what proves little
    if (good_ == 0) return 0;
    const auto good = static_cast<double>(good_);
    const double in_step = std::min(share(all), good / static_cast<double>(good_ + bad_));
    if (!tried_.proof.checked && in_step < least) return 0;
    return tried_.proof.weight * in_step * good / (good + tried_.proof.doubt);
}

// A frame that comes again and again shows a checksum once.
certainty trial::how() const {
    const auto reaches = [](std::size_t count, std::size_t from) { return from > 0 && count >= from; };
    const bool tried_many = tried_.proof.checked && !decoder_ && !tried_.skips;  // checksums
    const std::size_t count = tried_many ? changes_ : good_;
    if (reaches(count, tried_.proof.sure_from) && bad_ * 20 <= good_) return certainty::sure;
    if (reaches(count, tried_.proof.likely_from) && bad_ * 8 <= good_) return certainty::likely;
    return certainty::a_guess;
}

}  // namespace

guess try_on(const candidate& tried, const heard& all) {
    return trial(tried).run(all);
}

}  // namespace weir::probing
