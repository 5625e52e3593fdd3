#include <algorithm>

#include "drivers/decoder.hpp"
#include "drivers/nmea/epoch.hpp"
#include "drivers/nmea/instruments.hpp"
#include "drivers/nmea/sentence.hpp"

// NMEA 0183: what a GNSS receiver tells of one moment is one sample; what other instruments tell, one a
// sentence.
namespace weir {

extern const decoder_kind nmea_decoder;

namespace {

// How long a sentence is on the slowest line of the standard, 4800 Bd.
duration air_time(std::size_t bytes) {
    return std::chrono::microseconds(bytes * 10 * 1'000'000 / 4800);
}

decoder::result decode_instrument(const nmea::sentence& found, const frame& in, sample& out) {
    const reject reason = nmea::read_instrument(found, out);
    if (reason != reject::none) return {decoder::bad, reason};
    out.arrived = in.arrived;
    return {out.fields.empty() ? decoder::nothing : decoder::sampled};
}

// A sample for each sentence.
class sentence_decoder final : public decoder {
public:
    result decode(const frame& in, sample& out) override {
        nmea::sentence found;
        nmea::reading told;
        reject reason = nmea::split(in.bytes, found);
        const bool known = reason == reject::none && nmea::is_known(found);
        if (reason == reject::none && !known && nmea::is_instrument(found))
            return decode_instrument(found, in, out);
        if (known) reason = nmea::read(found, told);
        if (reason != reject::none) return {bad, reason};
        nmea::write(told, out);
        out.arrived = in.arrived;
        return {out.fields.empty() ? nothing : sampled};
    }
};

// A sample for the sentences of one epoch, when the next one begins or nothing came for `gap`. Sentences of
// other instruments come at their own rates: they make their own samples at once and do not end an epoch.
class epoch_decoder final : public decoder {
public:
    explicit epoch_decoder(duration gap) : gap_(gap) {}

    result decode(const frame& in, sample& out) override {
        nmea::sentence found;
        nmea::reading told;
        reject reason = nmea::split(in.bytes, found);
        const bool known = reason == reject::none && nmea::is_known(found);
        if (reason == reject::none && !known && nmea::is_instrument(found)) {
            make_room(in);
            return decode_instrument(found, in, out);
        }
        if (known) reason = nmea::read(found, told);
        if (reason != reject::none) return {bad, reason};

        const bool ended = in.arrived > due_ || (known && !epoch_.takes(found, told));
        const bool made = ended && flush(out);
        if (known) epoch_.add(found, told, in.arrived);
        due_ = in.arrived + air_time(in.bytes.size()) + gap_;  // `arrived` is of a sentence's first byte
        room_ = gap_;
        return {made ? sampled : nothing};
    }

    std::optional<monotonic_time> due() const override {
        return epoch_.empty() ? std::nullopt : std::optional(due_);
    }

    bool flush(sample& out) override {
        epoch_.write(out);
        epoch_.clear();
        return !out.fields.empty();
    }

    void reset() override { epoch_.clear(); }

private:
    // On a slow line a sentence of another instrument delays those of the epoch. A busy one must not put off
    // its end for ever.
    void make_room(const frame& other) {
        if (other.arrived > due_) return;
        const duration more = std::min(air_time(other.bytes.size()), room_);
        due_ += more;
        room_ -= more;
    }

    const duration gap_;
    nmea::epoch epoch_;
    monotonic_time due_{};
    duration room_{};  // what due_ may still be put off by others
};

constexpr option members[] = {
    {.name = "epoch",
     .form = {.is = kind::boolean},
     .preset = "true",
     .help = "a GNSS receiver's sentences of one moment make one sample; else each sentence makes one"},
    {.name = "epoch_gap",
     .form = {.is = kind::duration, .min = 0.01, .max = 10},
     .preset = "200ms",
     .help = "the silence that ends an epoch"},
};

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    if (!use.argument["epoch"].boolean()) return std::make_unique<sentence_decoder>();
    return std::make_unique<epoch_decoder>(use.argument["epoch_gap"].duration());
}

}  // namespace

constinit const decoder_kind nmea_decoder{
    {.name = "nmea",
     .help = "NMEA 0183: a GNSS receiver's RMC GGA GLL VTG GSA GSV ZDA; HDT HDG MWV DBT DPT MTW XDR RMB of "
             "other instruments; AIS",
     .argument = {.is = kind::group, .members = members}},
    make};

}  // namespace weir
