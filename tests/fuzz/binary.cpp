#include "tests/fuzz/invariants.hpp"
#include "tests/support/binary_fields.hpp"

using namespace weir;
using namespace weir::test;

namespace {

setting part(std::int64_t bit, std::int64_t size) {
    return group({{"bit", integer(bit)}, {"size", integer(size)}});
}

// What is read here and holds no null is written as it was.
setting exact(const std::string& order) {
    const setting flags = group({{"alarm", integer(15)}, {"mode", part(0, 4)}, {"level", part(4, 11)}});
    return fields({entry("", "u16", {{"equals", integer(0x4142)}}),
                   entry("a", "i16", {{"scale", number(0.01)}, {"offset", number(-40)}}),
                   entry("b", "i24", {{"count", integer(2)}}),
                   entry("c", "u8", {{"enum", words({{"0", "off"}, {"1", "on"}})}}),
                   entry("d", "u16", {{"bits", flags}}), entry("e", "f32"), entry("f", "f64"),
                   entry("g", "i64"), entry("h", "hex", {{"size", integer(3)}})},
                  order);
}

// The same bits in several fields; bytes that mean the same; frames that go on.
setting loose() {
    return fields({entry("a", "u64"), entry("b", "text", {{"size", integer(8)}, {"at", integer(0)}}),
                   entry("c", "bool", {{"at", integer(3)}}),
                   entry("d", "f64", {{"at", integer(0)}, {"scale", number(1e9)}}), padding(3),
                   entry("e", "u32", {{"scale", number(0.1)}})},
                  "big", true);
}

setting roomy() {
    return fields({entry("a", "text", {{"size", integer(6)}}), entry("b", "bool"), padding(1),
                   entry("c", "u64"), entry("d", "i8", {{"scale", number(-0.5)}}),
                   entry("e", "f32", {{"scale", number(3)}})});
}

struct described {
    explicit described(const setting& as, bool is_exact, binary::purpose what_for = binary::purpose::writing)
        : by(decoder_of("binary", as)), layout(layout_of(as, what_for)), exact(is_exact) {}

    std::unique_ptr<decoder> by;
    binary::layout layout;
    bool exact;
};

void check_back(const described& as, std::string_view frame) {
    sample read;
    if (as.by->decode({frame, at(7)}, read).what != decoder::sampled) return;
    std::string why;
    const auto again = binary::encode(as.layout, {read.fields.begin(), read.fields.end()}, why);
    require(again.has_value() == why.empty());
    const bool whole = std::none_of(read.fields.begin(), read.fields.end(), [](const field& each) {
        return std::holds_alternative<std::monostate>(each.data);
    });
    if (as.exact && whole) require(again == frame);
}

// Each field's value is a line of the input. What can be written can be read.
void check_forth(const described& as, std::string_view input) {
    std::vector<field> values;
    for (const binary::item& one : as.layout.items) {
        if (one.equals) continue;
        const std::string_view line = input.substr(0, input.find('\n'));
        values.emplace_back(one.name).data = std::string(line);
        input.remove_prefix(std::min(line.size() + 1, input.size()));
    }
    std::string why;
    const auto frame = binary::encode(as.layout, values, why);
    require(frame.has_value() == why.empty() && is_text(why));
    if (!frame) return;
    sample read;
    require(frame->size() == as.layout.size);
    require(as.by->decode({*frame, at(7)}, read).what == decoder::sampled);
}

}  // namespace

// The first byte chooses a description; the rest is a frame of it, and then its values.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const described all[] = {described(exact("little"), true), described(exact("big"), true),
                                    described(loose(), false, binary::purpose::reading),
                                    described(roomy(), false)};
    std::string_view input = text_of(data, size);
    const std::size_t chosen = take_byte(input) % std::size(all);
    const described& as = all[chosen];
    check_stateless(*as.by, input, binary::most_items);
    if (chosen == 2) return 0;  // nobody writes it
    check_back(as, input);
    check_forth(as, input);
    return 0;
}
