#include <utility>

#include "drivers/binary/keys.hpp"
#include "drivers/binary/layout.hpp"
#include "drivers/binary/read_layout.hpp"
#include "drivers/decoder.hpp"

// A struct, as a microcontroller sends it from its memory.
namespace weir {

extern const decoder_kind binary_decoder;

namespace {

class binary_struct final : public decoder {
public:
    binary_struct(binary::layout layout, bool longer) : layout_(std::move(layout)), longer_(longer) {}

    result decode(const frame& in, sample& out) override {
        if (in.bytes.size() < layout_.size) return {bad, reject::incomplete};
        if (in.bytes.size() > layout_.size && !longer_) return {bad, reject::bad_syntax};
        if (!binary::decode(layout_, in.bytes, out)) return {bad, reject::bad_syntax};
        out.arrived = in.arrived;
        return {sampled};
    }

private:
    const binary::layout layout_;
    const bool longer_;
};

constexpr option members[] = {
    binary::order_key,
    binary::fields_key,
    {.name = "longer",
     .form = {.is = kind::boolean},
     .preset = "false",
     .help =
         "takes frames that go on behind the last field, as those of a newer firmware may, and leaves the "
         "rest; without it they are refused, since their fields may lie elsewhere too"},
};

void check(const component_use& use, problems& found) {
    binary::read_layout(use.argument, binary::purpose::reading, found);
}

std::unique_ptr<decoder> make(const component_use& use, problems& found) {
    auto layout = binary::read_layout(use.argument, binary::purpose::reading, found);
    return std::make_unique<binary_struct>(std::move(layout), use.argument["longer"].boolean());
}

}  // namespace

constinit const decoder_kind binary_decoder{{.name = "binary",
                                             .help = "a struct: numbers, bits and text at fixed places; the "
                                                     "port must say what its frames are",
                                             .argument = {.is = kind::group, .members = members},
                                             .check = check},
                                            make,
                                            {}};

}  // namespace weir
