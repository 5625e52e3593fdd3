#include <algorithm>

#include "drivers/binary/keys.hpp"
#include "drivers/binary/read_layout.hpp"
#include "drivers/encoders/envelope.hpp"

// A struct: the same description as the decoder's, filled from parameters.
namespace weir {

extern const encoder_kind binary_encoder;

namespace {

class struct_writer final : public encoder {
public:
    struct_writer(binary::layout as, envelope around) : as_(std::move(as)), around_(std::move(around)) {}

    std::optional<std::string> encode(const input& of, std::string& why) const override {
        std::vector<field> values;
        for (const argument& each : of.arguments) {
            if (is_field(each.name)) values.emplace_back(each.name).data = *each.held;
        }
        auto content = binary::encode(as_, values, why);
        if (content) content = around_.close(std::move(*content));
        return content;
    }

    std::vector<parameter> parameters() const override {
        std::vector<parameter> all;
        for (const binary::item& each : as_.items) {
            if (!each.name.empty()) all.push_back({each.name, {}});
        }
        return all;
    }

private:
    bool is_field(std::string_view name) const {
        return std::any_of(as_.items.begin(), as_.items.end(),
                           [&](const binary::item& each) { return each.name == name; });
    }

    const binary::layout as_;
    const envelope around_;
};

constexpr option members[] = {binary::order_key, binary::fields_key};

constexpr std::array<std::string_view, 2> frames{"cobs", "slip"};
constexpr option options[] = {
    seal_option,
    {.name = "frame",
     .form = {.is = kind::choice, .choices = frames},
     .help = "how the struct, with its checksum, is framed; it is sent as it is when not given"},
};

stuffing stuffing_of(const setting& frame) {
    if (!frame.present()) return nullptr;
    return frame.text() == "cobs" ? cobs_stuffed : slip_stuffed;
}

void check(const component_use& use, problems& found) {
    binary::read_layout(use.argument, binary::purpose::writing, found);
}

std::unique_ptr<encoder> make(const component_use& use, problems& found) {
    return std::make_unique<struct_writer>(
        binary::read_layout(use.argument, binary::purpose::writing, found),
        envelope(use.options["checksum"], stuffing_of(use.options["frame"])));
}

}  // namespace

constinit const encoder_kind binary_encoder{
    {.name = "binary",
     .help =
         "a binary struct of the command's parameters: each field that is no constant is the parameter of "
         "its name",
     .argument = {.is = kind::group, .members = members},
     .options = options,
     .check = check},
    make,
    false};

}  // namespace weir
