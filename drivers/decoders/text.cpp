#include "drivers/text.hpp"

#include "drivers/decoder.hpp"

namespace weir {

extern const decoder_kind text_decoder;

namespace {

// The whole frame is one value.
class text final : public decoder {
public:
    explicit text(text_type type) : type_(type) {}

    result decode(const frame& in, sample& out) override {
        const std::string_view line = without_line_end(in.bytes);
        if (!is_text(line)) return {bad, reject::not_utf8};
        const reject reason = parse_as(type_, line, out.fields.add("value"));
        if (reason != reject::none) return {bad, reason};
        out.arrived = in.arrived;
        return {sampled};
    }

private:
    const text_type type_;
};

constexpr option members[] = {
    {.name = "type",
     .form = {.is = kind::choice, .choices = text_types},
     .preset = "text",
     .help = "what the frame is read as"},
};

std::unique_ptr<decoder> make(const component_use& use, problems&) {
    return std::make_unique<text>(text_type_of(use.argument["type"].text()));
}

}  // namespace

constinit const decoder_kind text_decoder{{.name = "text",
                                           .help = "the whole frame as the field `value`",
                                           .argument = {.is = kind::group, .members = members}},
                                          make};

}  // namespace weir
