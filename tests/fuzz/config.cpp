#include "config/format_kind.hpp"
#include "config/load.hpp"
#include "drivers/checksum.hpp"
#include "drivers/decoder.hpp"
#include "drivers/framer.hpp"
#include "drivers/simulate/device.hpp"
#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

constexpr shape number_form{.is = kind::number};
constexpr shape per_field{.is = kind::map, .item = &number_form};
constexpr option drop_option[] = {{.name = "drop", .form = {.is = kind::boolean}, .preset = "false"}};
const component scale{.name = "scale", .help = "", .argument = {.is = kind::number, .or_else = &per_field}};
const component range{
    .name = "range",
    .help = "",
    .argument = {.is = kind::list, .min = 2, .max = 2, .item = &number_form, .or_else = &per_field},
    .options = drop_option};
const component* const stages_here[] = {&scale, &range};

const format_kind json{{.name = "json", .help = "", .argument = {.is = kind::group}}, false};
const format_kind value_format{{.name = "value", .help = "", .argument = {.is = kind::group}}, true};
const component* const formats_here[] = {&json, &value_format};

}  // namespace

// A whole file: either settings or errors, and errors are text that a terminal can show.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const catalogues known{framers(),           decoders(),  stages_here, formats_here,
                           simulated_devices(), checksums(), encoders()};
    const load_result loaded = parse_config(text_of(data, size), "f", known);
    require(loaded.settings.has_value() == loaded.errors.empty());
    require(loaded.errors.empty() || loaded.errors.ends_with('\n'));
    for (std::string_view rest = loaded.errors; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        require(is_text(rest.substr(0, end)));
        rest.remove_prefix(end + 1);
    }
    return 0;
}
