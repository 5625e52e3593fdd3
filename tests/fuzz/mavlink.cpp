#include "drivers/mavlink/command.hpp"
#include "tests/fuzz/invariants.hpp"
#include "tests/support/mavlink_bytes.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr std::size_t most_fields = 36;  // of BATTERY_STATUS, with 14 cells

std::vector<std::string> found_in(const std::vector<std::string_view>& chunks) {
    return frames_of(*framer_of("mavlink", group({})), chunks);
}

void check_frame(std::string_view frame) {
    static const auto by = decoder_of("mavlink");
    mavlink::packet found;
    require(frame.size() <= mavlink::most_packet && mavlink::parse(frame, found) == reject::none);
    require(found.payload.size() <= 255 && found.id <= 0xFFFFFF);
    check_stateless(*by, frame, most_fields);
}

void check_command(std::string_view input, std::string_view frame) {
    mavlink::command asked;
    asked.number = static_cast<std::uint16_t>(take_byte(input) | (take_byte(input) << 8U));
    asked.target_system = static_cast<std::uint8_t>(take_byte(input));
    const auto found = mavlink::understand(asked, {}, frame);
    require(!mavlink::name_of(found.code).empty());
    require(!found.progress || (found.what == mavlink::answer::in_progress && *found.progress <= 100));
    const auto as = take_byte(input) % 2 == 0 ? mavlink::version::one : mavlink::version::two;
    const std::string packet =
        mavlink::on_the_wire(as, static_cast<std::uint8_t>(take_byte(input)), {}, asked);
    check_frame(packet);
    require(mavlink::understand(asked, {}, packet).what == mavlink::answer::not_ours);
}

}  // namespace

// A byte chooses the cuts; the rest is the stream. After any garbage the framer is in step again within the
// length of a packet.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view stream = text_of(data, size);
    static const auto by = decoder_of("mavlink");
    static const std::string good = mavlink_1(0, 50, "05000000 02 03 59 03 03");
    const std::size_t first = std::min(take_byte(stream), stream.size());

    check_stateless(*by, stream, most_fields);
    check_command(stream, stream);
    const auto whole = found_in({stream});
    for (const std::string& each : whole) {
        if (!each.starts_with('<')) continue;
        const std::string_view frame = std::string_view(each).substr(1, each.size() - 2);
        check_frame(frame);
        check_command(stream, frame);
    }
    require(found_in({stream.substr(0, first), stream.substr(first)}) == whole);
    require(found_in(chunked(stream, first, 1 + first % 7)) == whole);

    std::string repaired(stream);
    for (std::size_t behind = 0; behind < 2 * mavlink::most_packet; behind += good.size())
        repaired += good;
    const auto after = found_in({repaired});
    require(!after.empty() && after.back() == "<" + good + ">");
    return 0;
}
