#include "drivers/mavlink/read.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <variant>

#include "drivers/text.hpp"

namespace weir::mavlink {

namespace {

// From the bytes that there are, the rest being zero.
std::uint64_t bits_at(std::string_view payload, std::size_t offset, std::size_t size) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < size && offset + i < payload.size(); ++i)
        bits |= std::uint64_t{static_cast<std::uint8_t>(payload[offset + i])} << (8 * i);
    return bits;
}

// Of any type but `f32` and `text`. A u64 beyond 63 bits is negative.
std::int64_t integer_of(value_type type, std::uint64_t bits) {
    const std::size_t unused = is_signed(type) ? 64 - 8 * size_of(type) : 0;
    return static_cast<std::int64_t>(bits << unused) >> unused;
}

bool is_known(const message_field& field, std::int64_t raw) {
    return std::find(field.unknown.begin(), field.unknown.end(), raw) == field.unknown.end();
}

double scaled(const message_field& field, std::int64_t raw) {
    const double number = field.type == value_type::u64 ? static_cast<double>(static_cast<std::uint64_t>(raw))
                                                        : static_cast<double>(raw);
    return number / field.per;
}

void read_integer(const message_field& field, std::int64_t raw, value& out) {
    const bool has_word = raw >= 0 && raw < static_cast<std::int64_t>(field.words.size());
    const std::string_view word = has_word ? field.words[static_cast<std::size_t>(raw)] : std::string_view();
    if (!is_known(field, raw)) {
        out = std::monostate();
    } else if (!word.empty()) {
        assign(out, word);
    } else if (field.per != 1) {
        out = scaled(field, raw);
    } else {
        out = raw;
    }
}

void read_float(std::uint64_t bits, value& out) {
    const auto number = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::isfinite(number)) {
        out = with_its_own_digits(number);
    } else {
        out = std::monostate();
    }
}

// Up to its first NUL.
void read_text(const message_field& field, std::string_view payload, std::size_t offset, value& out) {
    std::string_view content = payload.substr(std::min(offset, payload.size()), field.count);
    content = content.substr(0, content.find('\0'));
    if (is_text(content)) {
        assign(out, content);
    } else {
        out = readable(content, field.count);
    }
}

// Adds in raw units: the sum has no more decimals than its parts.
void add_to(value& sum, const message_field& field, std::int64_t raw) {
    const auto* const before = std::get_if<double>(&sum);
    sum = scaled(field, raw + (before == nullptr ? 0 : std::llround(*before * field.per)));
}

// "cells.0", "cells.1", ...
value& add_element(sample& out, const message_field& field, std::size_t index) {
    std::array<char, 32> name{};
    char* end = std::copy(field.as.begin(), field.as.end(), name.begin());
    *end++ = '.';
    end = std::to_chars(end, name.data() + name.size(), field.first + index).ptr;
    return out.fields.add({name.data(), static_cast<std::size_t>(end - name.data())});
}

void read_array(const message_field& field, std::string_view payload, std::size_t offset, sample& out) {
    if (out.find(field.sum) == nullptr) out.fields.add(field.sum) = std::monostate();
    const std::size_t size = size_of(field.type);
    for (std::size_t i = 0; i < field.count; ++i) {
        const std::int64_t raw = integer_of(field.type, bits_at(payload, offset + i * size, size));
        if (!is_known(field, raw)) continue;
        read_integer(field, raw, add_element(out, field, i));
        add_to(*out.find(field.sum), field, raw);
    }
}

void read_field(const message_field& field, std::string_view payload, std::size_t offset, sample& out) {
    if (field.type == value_type::text) return read_text(field, payload, offset, out.fields.add(field.as));
    if (field.count > 0) return read_array(field, payload, offset, out);
    const std::uint64_t bits = bits_at(payload, offset, size_of(field.type));
    value& to = out.fields.add(field.as);
    if (field.type == value_type::f32) return read_float(bits, to);
    read_integer(field, integer_of(field.type, bits), to);
    if (!field.flag.empty()) out.fields.add(field.flag) = (bits & field.mask) != 0;
}

}  // namespace

void read(const message& what, std::string_view payload, sample& out) {
    std::size_t offset = 0;
    for (const message_field& field : what.fields) {
        if (!field.as.empty()) read_field(field, payload, offset, out);
        offset += size_of(field);
    }
}

}  // namespace weir::mavlink
