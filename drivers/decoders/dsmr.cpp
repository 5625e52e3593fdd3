#include "drivers/decoder.hpp"
#include "drivers/dsmr/devices.hpp"
#include "drivers/dsmr/objects.hpp"
#include "drivers/dsmr/telegram.hpp"

// A smart meter's telegrams: DSMR 2.2 to 5.0.2, ESMR 5.0, one a sample. A frame is a telegram from its '/' to
// its '!'.
namespace weir {

extern const decoder_kind dsmr_decoder;

namespace {

class telegram_decoder final : public decoder {
public:
    explicit telegram_decoder(bool all) : all_(all) {}

    result decode(const frame& in, sample& out) override {
        dsmr::reader telegram;
        dsmr::devices devices;
        dsmr::object one;
        reject reason = telegram.open(in.bytes);
        if (reason != reject::none) return {bad, reason};
        assign(out.fields.add("identification"), telegram.identification());
        while (reason == reject::none && telegram.next(one))
            reason = take(one, devices, out);
        if (reason == reject::none) reason = telegram.reason();
        if (reason == reject::none) reason = devices.write(out);
        if (reason != reject::none) return {bad, reason};
        out.arrived = in.arrived;
        return {sampled};
    }

private:
    reject take(const dsmr::object& one, dsmr::devices& devices, sample& out) const {
        if (const auto* known = dsmr::find_object(one.code); known != nullptr) {
            if (one.count != 1) return reject::bad_syntax;
            return dsmr::read(*known, one.groups[0], out.slot(known->name));
        }
        if (!devices.take(one) && all_) write_whole(one, out.slot(one.code));
        return reject::none;
    }

    static void write_whole(const dsmr::object& one, value& out) {
        assign(out, "");
        auto& text = std::get<std::string>(out);
        for (std::size_t at = 0; at < one.count; ++at)
            text.append("(").append(one.groups[at]).append(")");
    }

    const bool all_;
};

constexpr option members[] = {
    {.name = "all",
     .form = {.is = kind::boolean},
     .preset = "false",
     .help =
         "objects that have no name become fields, too: called by their code (`1-0:99.97.0`), a text with "
         "its parentheses"},
};

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    return std::make_unique<telegram_decoder>(use.argument["all"].boolean());
}

}  // namespace

constinit const decoder_kind dsmr_decoder{
    {.name = "dsmr",
     .help =
         "a smart meter's telegrams (DSMR 2.2 to 5.0.2, ESMR 5.0): electricity, and the meters on its M-Bus",
     .argument = {.is = kind::group, .members = members}},
    make,
    "dsmr"};

}  // namespace weir
