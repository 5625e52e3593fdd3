#include "drivers/checksum.hpp"
#include "drivers/framers/unstuffed.hpp"

// Serial Line IP: RFC 1055.
namespace weir {

extern const framer_kind slip_framer;

namespace {

constexpr char end = '\xC0';
constexpr char escape = '\xDB';
constexpr char escaped_end = '\xDC';
constexpr char escaped_escape = '\xDD';

bool decode(std::string_view stuffed, std::string& out) {
    for (std::size_t at = stuffed.find(escape); at != stuffed.npos; at = stuffed.find(escape)) {
        out.append(stuffed.substr(0, at));
        stuffed.remove_prefix(at + 1);
        if (stuffed.empty() || (stuffed.front() != escaped_end && stuffed.front() != escaped_escape))
            return false;
        out.push_back(stuffed.front() == escaped_end ? end : escape);
        stuffed.remove_prefix(1);
    }
    out.append(stuffed);
    return true;
}

constexpr option members[] = {
    {.name = "max",
     .form = {.is = kind::size, .min = 16, .max = 64 * 1024},
     .preset = "4KiB",
     .help = "the longest frame, its escapes undone; a longer one is counted and skipped"},
};

std::unique_ptr<framer> make(const component_use& use, problems&) {
    const auto max = static_cast<std::size_t>(use.argument["max"].integer());
    return std::make_unique<unstuffed>(end, max, 2 * max, decode);
}

}  // namespace

constinit const framer_kind slip_framer{{.name = "slip",
                                         .help = "binary frames as in SLIP (RFC 1055), 0xC0 between them",
                                         .argument = {.is = kind::group, .members = members},
                                         .options = checksum_alone},
                                        make};

}  // namespace weir
