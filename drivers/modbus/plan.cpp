#include "drivers/modbus/plan.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "drivers/modbus/bytes.hpp"

namespace weir::modbus {

namespace {

constexpr std::uint32_t bits_per_register = 16;

// Of bits or registers, as the table counts.
std::uint32_t size_of(const register_settings& one) {
    return holds_bits(one.table) ? 1 : registers_of(one.as);
}
std::uint32_t end_of(const register_settings& one) {
    return one.address + size_of(one);
}

// What is asked for grows as long as the next register lies near and the request does not get too large.
class planner {
public:
    explicit planner(const read_settings& from) : from_(from) {}

    std::vector<planned_read> plan() {
        for (const std::size_t index : sorted()) {
            if (!extend(index)) begin(index);
        }
        for (planned_read& each : made_)
            std::sort(each.registers.begin(), each.registers.end());
        return std::move(made_);
    }

private:
    std::vector<std::size_t> sorted() const {
        std::vector<std::size_t> order(from_.registers.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto key = [&](std::size_t index) {
            const register_settings& one = from_.registers[index];
            return std::tuple(one.every, one.table, one.address, index);
        };
        std::sort(order.begin(), order.end(), [&](auto one, auto other) { return key(one) < key(other); });
        return order;
    }

    void begin(std::size_t index) {
        const register_settings& one = from_.registers[index];
        const auto count = static_cast<std::uint16_t>(size_of(one));
        made_.push_back({read(from_.unit, one.table, one.address, count), one.every, {index}});
        last_ = &one;
    }

    bool extend(std::size_t index) {
        const register_settings& one = from_.registers[index];
        if (last_ == nullptr || last_->every != one.every || last_->table != one.table) return false;
        planned_read& current = made_.back();
        const std::uint32_t unit = holds_bits(one.table) ? bits_per_register : 1;
        const std::uint32_t begin = current.request.address;
        const std::uint32_t end = begin + current.request.count;
        const std::uint32_t new_end = std::max(end, end_of(one));
        if (one.address > end + from_.max_gap * unit) return false;
        if (new_end - begin > from_.max_registers * unit) return false;
        current.request.count = static_cast<std::uint16_t>(new_end - begin);
        current.registers.push_back(index);
        return true;
    }

    const read_settings& from_;
    std::vector<planned_read> made_;
    const register_settings* last_ = nullptr;  // that began the last of made_
};

void take_bit(const register_settings& one, std::size_t at, std::string_view data, value& out) {
    if (at / 8 >= data.size()) {
        out = std::monostate();
        return;
    }
    decode_bit(one.as, ((byte_at(data, at / 8) >> (at % 8)) & 1U) != 0, out);
}

}  // namespace

std::vector<planned_read> plan(const read_settings& from) {
    return planner(from).plan();
}

void take(const read_settings& from, const planned_read& one, std::string_view data, sample& out) {
    for (const std::size_t index : one.registers) {
        const register_settings& wanted = from.registers[index];
        const std::size_t at = static_cast<std::size_t>(wanted.address - one.request.address);
        value& to = out.slot(wanted.name);
        if (holds_bits(wanted.table)) {
            take_bit(wanted, at, data, to);
        } else {
            const std::size_t begin = std::min(at * 2, data.size());
            decode(wanted.as, data.substr(begin, registers_of(wanted.as) * std::size_t{2}), to);
        }
    }
}

}  // namespace weir::modbus
