#include "drivers/checksum.hpp"
#include "drivers/framers/delimited.hpp"

namespace weir {

extern const framer_kind line_framer;

namespace {

constexpr option members[] = {
    {.name = "delimiter",
     .form = {.is = kind::text, .min = 1, .max = 8},
     .help = "what ends a frame, 1 to 8 bytes; LF or CRLF when not given, and then empty lines are skipped"},
    {.name = "max",
     .form = {.is = kind::size, .min = 16, .max = 64 * 1024},
     .preset = "4KiB",
     .help = "the longest frame, without its delimiter; a longer one is counted and skipped"},
};

std::unique_ptr<framer> make(const component_use& use, problems&) {
    const setting& delimiter = use.argument["delimiter"];
    return std::make_unique<delimited>(delimiter.present() ? delimiter.text() : std::string(),
                                       static_cast<std::size_t>(use.argument["max"].integer()));
}

}  // namespace

constinit const framer_kind line_framer{{.name = "line",
                                         .help = "text lines, or frames with any other delimiter",
                                         .argument = {.is = kind::group, .members = members},
                                         .options = checksum_alone},
                                        make};

}  // namespace weir
