#include "config/topic.hpp"

#include <string>
#include <vector>

#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

// The filter with what its wildcards took in their place.
std::string put_back(std::string_view filter, const std::vector<std::string_view>& taken) {
    std::string name;
    std::size_t next = 0;
    for (const char each : without_share(filter)) {
        if (each == '+' || each == '#') {
            name += taken.at(next++);
        } else {
            name += each;
        }
    }
    require(next == taken.size());
    return name;
}

}  // namespace

// A filter, as long as the first byte says, and a topic's name: any bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = text_of(data, size);
    const std::size_t length = std::min(take_byte(input), input.size());
    const std::string_view filter = input.substr(0, length);
    const std::string_view name = input.substr(length);
    const std::vector<std::string_view> taken = taken_by_wildcards(filter, name);
    if (!why_bad_filter(filter).empty() || !why_bad_topic(name).empty()) return 0;
    const std::string again = put_back(filter, taken);
    // a/# takes a too.
    require(!topic_matches(filter, name) || again == name || again == std::string(name) + '/');
    return 0;
}
