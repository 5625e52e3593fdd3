#include "tests/fuzz/invariants.hpp"
#include "tests/support/modbus_bytes.hpp"

using namespace weir;
using namespace weir::test;

namespace {

std::vector<std::string> found_in(const char* name, const std::vector<std::string_view>& chunks) {
    problems found;
    return frames_of(*make_framer(use_of(framers(), name), found), chunks);
}

void check_rtu(std::string_view frame) {
    require(frame.size() >= 3 && frame.size() <= 253);
    require(modbus::byte_at(frame, 0) >= 1 && modbus::byte_at(frame, 0) <= modbus::last_unit);
    const unsigned function = modbus::byte_at(frame, 1) & 0x7FU;
    require((function >= 1 && function <= 6) || function == 15 || function == 16);
}

void check_tcp(std::string_view frame) {
    require(frame.size() >= 4 && frame.size() <= 256);
}

// The frames are whole, do not depend on how the stream is cut, and after any garbage the framer is in step
// again within the length of a frame.
void check(const char* name, std::string_view stream, std::size_t first, const std::string& good) {
    const auto whole = found_in(name, {stream});
    for (const std::string& each : whole) {
        if (!each.starts_with('<')) continue;
        const std::string_view frame = std::string_view(each).substr(1, each.size() - 2);
        name == std::string_view("modbus-rtu") ? check_rtu(frame) : check_tcp(frame);
    }
    first = std::min(first, stream.size());
    require(found_in(name, chunked(stream, first, 1 + first % 7)) == whole);
    std::string repaired(stream);
    for (std::size_t behind = 0; behind < 600; behind += good.size())
        repaired += good;
    const auto after = found_in(name, {repaired});
    require(after.size() >= 2 && after.back() == found_in(name, {good}).at(0));
}

}  // namespace

// A byte chooses the cuts; the rest is the stream.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view stream = text_of(data, size);
    const std::size_t first = take_byte(stream);
    check("modbus-rtu", stream, first, rtu("11 04 02 000a"));
    check("modbus-tcp", stream, first, tcp(0x0102, "11 04 02 000a"));
    return 0;
}
