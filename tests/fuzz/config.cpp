#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

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

// The input's files: the main one up to the first FS (which no YAML has); behind each FS the name and, on the
// lines below it, the content of another one, or of a variable when the name begins with `$`.
class files_in {
public:
    explicit files_in(std::string_view input) {
        std::size_t end = input.find(separator);
        files_.add("/c/f", std::string(input.substr(0, end)));
        while (end != input.npos) {
            input.remove_prefix(end + 1);
            end = input.find(separator);
            add(input.substr(0, end));
        }
    }

    load_result load(const catalogues& known) const {
        return load_config("/c/f", known, {files_, [this](const std::string& name) {
                                               const auto found = variables_.find(name);
                                               return found == variables_.end()
                                                          ? std::nullopt
                                                          : std::optional(found->second);
                                           }});
    }

private:
    static constexpr char separator = '\x1c';

    void add(std::string_view part) {
        const std::size_t end = std::min(part.find('\n'), part.size());
        const std::string name(part.substr(0, end));
        std::string content(part.substr(std::min(end + 1, part.size())));
        if (name.starts_with('$')) {
            variables_[name.substr(1)] = std::move(content);
        } else {
            files_.add(name.starts_with('/') ? name : "/c/" + name, std::move(content));
        }
    }

    memory_files files_;
    std::map<std::string, std::string> variables_;
};

void require_printable(std::string_view lines) {
    require(lines.empty() || lines.ends_with('\n'));
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        require(is_text(lines.substr(0, end)));
        lines.remove_prefix(end + 1);
    }
}

}  // namespace

// A whole configuration: either settings or errors, and errors are text that a terminal can show.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const catalogues known{framers(),           decoders(),  stages_here, formats_here,
                           simulated_devices(), checksums(), encoders()};
    const load_result loaded = files_in(text_of(data, size)).load(known);
    require(loaded.settings.has_value() == loaded.errors.empty());
    require_printable(loaded.errors);
    require_printable(loaded.warnings);
    return 0;
}
