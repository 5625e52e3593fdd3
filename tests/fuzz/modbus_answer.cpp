#include "drivers/modbus/answer.hpp"
#include "drivers/modbus/plan.hpp"
#include "drivers/modbus/write.hpp"
#include "tests/fuzz/invariants.hpp"

using namespace weir;
using namespace weir::test;

namespace {

modbus::register_settings take_register(std::string_view& input, std::size_t index) {
    modbus::register_settings one;
    one.name = "r" + std::to_string(index);
    one.table = modbus::table(take_byte(input) % 4);
    const bool bits = modbus::holds_bits(one.table);
    one.as.type = bits ? modbus::value_type::bit : modbus::value_type(take_byte(input) % 10);
    one.as.order = modbus::byte_order(take_byte(input) % 4);
    one.as.length = static_cast<std::uint16_t>(1 + take_byte(input) % 4);
    one.as.bit = static_cast<std::uint8_t>(take_byte(input) % 16);
    const double scales[] = {1, 1, 0.1, -0.01, 3, 1e9};
    one.as.scale = scales[take_byte(input) % std::size(scales)];
    one.as.offset = static_cast<double>(take_byte(input) % 3);
    one.address = static_cast<std::uint16_t>(take_byte(input) % 200);
    return one;
}

// Every register is in one request, whole, and no request is larger than allowed.
void check_plan(const modbus::read_settings& from, const std::vector<modbus::planned_read>& made) {
    std::vector<int> times(from.registers.size(), 0);
    for (const modbus::planned_read& each : made) {
        require(each.request.count >= 1 && each.request.count <= modbus::most_bits);
        for (const std::size_t index : each.registers) {
            const modbus::register_settings& one = from.registers.at(index);
            const bool bits = modbus::holds_bits(one.table);
            const int count = bits ? 1 : modbus::registers_of(one.as);
            require(bits || each.request.count <= from.max_registers);
            require(one.address >= each.request.address);
            require(one.address + count <= each.request.address + each.request.count);
            ++times.at(index);
        }
    }
    require(std::all_of(times.begin(), times.end(), [](int count) { return count == 1; }));
}

// What was read and can be written is written as it was.
void check_back(const modbus::coding& as, const value& read) {
    if (as.type == modbus::value_type::bit || as.type == modbus::value_type::text) return;
    std::string why;
    const auto written = modbus::encode(as, read, why);
    require(written.has_value() == why.empty());
    if (!written) return;
    require(written->size() == modbus::registers_of(as) * std::size_t{2});
    value again;
    modbus::decode(as, *written, again);
    const double one = as_number(read).value_or(0);
    const double other = as_number(again).value_or(0);
    const double step = std::abs(one) * 1e-6 + std::abs(as.scale) * 1.0001;
    require(std::abs(one - other) <= step);
}

void check_answer(const modbus::read_settings& from, const modbus::planned_read& one,
                  std::string_view frame) {
    for (const modbus::transport over : {modbus::transport::rtu, modbus::transport::tcp}) {
        const modbus::answer said = modbus::understand(over, 0x4142, one.request, frame);
        if (said.what != modbus::answer::good) {
            require(said.data.empty());
            continue;
        }
        sample out;
        modbus::take(from, one, said.data, out);
        require(out.fields.size() == one.registers.size());
        for (std::size_t i = 0; i < one.registers.size(); ++i) {
            const modbus::register_settings& read = from.registers.at(one.registers[i]);
            const value* got = out.find(read.name);
            require(got != nullptr);
            const bool text = read.as.type == modbus::value_type::text;
            require(text || !std::holds_alternative<std::monostate>(*got));
            if (const auto* written = std::get_if<std::string>(got)) require(is_text(*written));
            check_back(read.as, *got);
        }
    }
}

}  // namespace

// Up to five registers; the rest is a frame: as it is, and made the answer to each request.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = text_of(data, size);
    modbus::read_settings from;
    from.max_gap = static_cast<std::uint16_t>(take_byte(input) % 32);
    from.max_registers = static_cast<std::uint16_t>(4 + take_byte(input) % 122);
    const std::size_t count = 1 + take_byte(input) % 5;
    for (std::size_t i = 0; i < count; ++i)
        from.registers.push_back(take_register(input, i));
    const auto made = modbus::plan(from);
    check_plan(from, made);
    for (const modbus::planned_read& one : made) {
        const std::vector<char> exact(input.begin(), input.end());
        check_answer(from, one, {exact.data(), exact.size()});
        const bool bits = one.request.function <= modbus::function::read_discrete_inputs;
        std::string body(input.substr(0, bits ? (one.request.count + 7U) / 8U : one.request.count * 2U));
        body.resize(bits ? (one.request.count + 7U) / 8U : one.request.count * 2U);
        const std::string frame = std::string("\1") + static_cast<char>(one.request.function) +
                                  static_cast<char>(body.size()) + body;
        check_answer(from, one, frame);
        check_answer(from, one, "AB" + frame);
    }
    return 0;
}
