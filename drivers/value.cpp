#include "drivers/value.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace weir {

namespace {

constexpr std::size_t longest_kept = 256;  // bytes of a text whose memory is kept

}  // namespace

double with_its_own_digits(float number) {
    if (!std::isfinite(number)) return static_cast<double>(number);
    std::array<char, 32> digits{};
    const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    double read = 0;
    std::from_chars(digits.data(), end, read);
    return read;
}

void assign(value& to, std::string_view text) {
    if (auto* held = std::get_if<std::string>(&to)) {
        held->assign(text);
    } else {
        to.emplace<std::string>(text);
    }
}

value& field_list::add(std::string_view name) {
    if (end() == slots_.end()) {
        slots_.emplace_back(name);
    } else if (end()->name != name) {  // it is the same as a rule
        end()->name.assign(name);
    }
    return begin()[size_++].data;
}

void field_list::clear() {
    for (field& each : slots_) {
        const auto* text = std::get_if<std::string>(&each.data);
        if (text != nullptr && text->capacity() > longest_kept) each.data = std::monostate();
    }
    size_ = 0;
}

void sample::clear() {
    arrived = {};
    quality = weir::quality::good;
    fields.clear();
}

const value* sample::find(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const field& candidate) { return candidate.name == name; });
    return found == fields.end() ? nullptr : &found->data;
}

value* sample::find(std::string_view name) {
    return const_cast<value*>(std::as_const(*this).find(name));
}

value& sample::slot(std::string_view name) {
    value* present = find(name);
    return present != nullptr ? *present : fields.add(name);
}

}  // namespace weir
