#include <algorithm>
#include <string>
#include <vector>

#include "drivers/decoder.hpp"
#include "drivers/pattern.hpp"
#include "drivers/text.hpp"

// What the named groups of a regular expression find in a frame.
namespace weir {

extern const decoder_kind regex_decoder;

namespace {

constexpr std::size_t max_fields = 256;

struct typed_group {
    std::string name;
    text_type type = text_type::text;
};

class regex final : public decoder {
public:
    regex(pattern form, std::vector<typed_group> types) : form_(std::move(form)), types_(std::move(types)) {}

    result decode(const frame& in, sample& out) override {
        if (!form_.search(without_line_end(in.bytes), &found_)) return {bad, reject::bad_syntax};
        for (const auto& [name, part] : found_) {
            const reject reason = read_group(name, part, out.slot(name));
            if (reason != reject::none) return {bad, reason};
        }
        out.arrived = in.arrived;
        return {out.fields.empty() ? nothing : sampled};
    }

private:
    // The frame may be any bytes, a group may not.
    reject read_group(std::string_view name, std::string_view part, value& out) const {
        if (!is_text(part)) return reject::not_utf8;
        const auto told = std::find_if(types_.begin(), types_.end(),
                                       [&](const typed_group& each) { return each.name == name; });
        const bool empty = without_blanks(part).empty();
        if (told == types_.end() || (empty && told->type != text_type::text)) {
            parse_untyped(part, out);
            return reject::none;
        }
        return parse_as(told->type, part, out);
    }

    const pattern form_;
    const std::vector<typed_group> types_;
    pattern::groups found_;
};

constexpr shape type_form{.is = kind::choice, .choices = text_types};

constexpr option options[] = {
    {.name = "types",
     .form = {.is = kind::map, .min = 1, .max = max_fields, .item = &type_form},
     .help =
         "what groups hold, by their names: one that does not read as that refuses the frame; without it a "
         "group is a number where all of it is one, else text"},
};

void check_groups(const component_use& use, const std::vector<std::string_view>& names, problems& found) {
    if (names.empty()) {
        found.add(use.argument.where, "the pattern has no named group",
                  "each becomes a field: (?P<weight>[-0-9.]+)");
    } else if (names.size() > max_fields) {
        found.add(use.argument.where, "the pattern has more than 256 named groups");
    }
}

void check_types(const setting& types, const std::vector<std::string_view>& names, problems& found) {
    if (!types.present()) return;
    for (const setting::member& each : types.members()) {
        if (std::find(names.begin(), names.end(), each.name) != names.end()) continue;
        found.add(each.name_at, "the pattern has no group '" + each.name + "'", "a group is (?P<name>...)");
    }
}

void check(const component_use& use, problems& found) {
    std::string why;
    const auto form = pattern::compile(use.argument.text(), why);
    if (!form) {
        found.add(use.argument.where, "not a valid pattern", std::move(why));
        return;
    }
    const auto names = form->names();
    check_groups(use, names, found);
    check_types(use.options["types"], names, found);
}

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    std::vector<typed_group> types;
    if (const setting& told = use.options["types"]; told.present()) {
        for (const setting::member& each : told.members())
            types.push_back({each.name, text_type_of(each.value.text())});
    }
    std::string why;
    return std::make_unique<regex>(pattern::compile(use.argument.text(), why).value(), std::move(types));
}

}  // namespace

constinit const decoder_kind regex_decoder{
    {.name = "regex",
     .help =
         "what the named groups of a regular expression (RE2) find in the frame, `(?P<name>...)`; a frame in "
         "which it finds nothing is refused",
     .argument = {.is = kind::text, .min = 1, .max = 4096, .is_pattern = true},
     .options = options,
     .check = check},
    make};

}  // namespace weir
