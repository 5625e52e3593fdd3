#include "drivers/decoder.hpp"
#include "drivers/nmea/epoch.hpp"
#include "drivers/nmea/sentence.hpp"

// NMEA 0183: what a GNSS receiver tells of one moment is one sample.
namespace weir {

extern const decoder_kind nmea_decoder;

namespace {

// How long a sentence is on the slowest line of the standard, 4800 Bd.
duration air_time(std::size_t bytes) {
    return std::chrono::microseconds(bytes * 10 * 1'000'000 / 4800);
}

// A sample for each sentence.
class sentence_decoder final : public decoder {
public:
    result decode(const frame& in, sample& out) override {
        nmea::sentence found;
        nmea::reading told;
        reject reason = nmea::split(in.bytes, found);
        if (reason == reject::none && nmea::is_known(found)) reason = nmea::read(found, told);
        if (reason != reject::none) return {bad, reason};
        nmea::write(told, out);
        out.arrived = in.arrived;
        return {out.fields.empty() ? nothing : sampled};
    }
};

// A sample for the sentences of one epoch, when the next one begins or nothing came for `gap`.
class epoch_decoder final : public decoder {
public:
    explicit epoch_decoder(duration gap) : gap_(gap) {}

    result decode(const frame& in, sample& out) override {
        nmea::sentence found;
        nmea::reading told;
        reject reason = nmea::split(in.bytes, found);
        const bool known = reason == reject::none && nmea::is_known(found);
        if (known) reason = nmea::read(found, told);
        if (reason != reject::none) return {bad, reason};

        const bool ended = in.arrived > due_ || (known && !epoch_.takes(found, told));
        const bool made = ended && flush(out);
        if (known) epoch_.add(found, told, in.arrived);
        due_ = in.arrived + air_time(in.bytes.size()) + gap_;  // `arrived` is of a sentence's first byte
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
    const duration gap_;
    nmea::epoch epoch_;
    monotonic_time due_{};
};

constexpr option members[] = {
    {.name = "epoch",
     .form = {.is = kind::boolean},
     .preset = "true",
     .help = "the sentences of one moment make one sample; else each sentence makes one"},
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
     .help = "a GNSS receiver's sentences (NMEA 0183): RMC GGA GLL VTG GSA GSV ZDA",
     .argument = {.is = kind::group, .members = members}},
    make};

}  // namespace weir
