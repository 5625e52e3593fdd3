#include "drivers/framers/stepped.hpp"
#include "drivers/mavlink/packet.hpp"

namespace weir {

extern const framer_kind mavlink_framer;

namespace {

// Packets of MAVLink 1 and 2, mixed. A frame is a whole packet, from its magic byte to its checksum or
// signature.
class by_packet final : public stepped {
public:
    explicit by_packet(duration gap) : stepped(marks(gap), mavlink::most_packet) {}

private:
    need look(std::string_view begun) const override {
        const mavlink::extent found = mavlink::extent_of(begun);
        if (found.why != reject::none) return {0, found.why};
        if (begun.size() < found.bytes) return {found.bytes};
        mavlink::packet whole;
        return {found.bytes, mavlink::parse(begun.substr(0, found.bytes), whole)};
    }
};

constexpr std::array keys{gap_key};

std::unique_ptr<framer> make(const component_use& use, problems&) {
    return std::make_unique<by_packet>(use.options["gap"].duration());
}

}  // namespace

constinit const framer_kind mavlink_framer{
    {.name = "mavlink",
     .help = "packets of MAVLink 1 and 2, as drones and their parts send; what the decoder `mavlink` needs",
     .argument = {.is = kind::group},
     .options = keys},
    make,
    true};

}  // namespace weir
