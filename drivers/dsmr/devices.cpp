#include "drivers/dsmr/devices.hpp"

#include <algorithm>

#include "drivers/dsmr/values.hpp"

namespace weir::dsmr {
namespace {

// "00012785.123*m3"
void split_unit(std::string_view written, std::string_view& number, std::string_view& unit) {
    const std::size_t star = std::min(written.find('*'), written.size());
    number = written.substr(0, star);
    unit = written.substr(std::min(star + 1, written.size()));
}

std::string_view without_zeros(std::string_view digits) {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

bool is_time(std::string_view written) {
    value ignored;
    return !written.empty() && read_time(written, ignored) == reject::none;
}

}  // namespace

// EN 13757-3's device types.
struct devices::kind_of_meter {
    std::string_view type;
    std::string_view name;
    std::string_view unit;
};

const devices::kind_of_meter* devices::kind_of(const device& of) {
    static constexpr kind_of_meter kinds[] = {
        {"2", "electricity", "kWh"}, {"3", "gas", "m3"},   {"4", "heat", "GJ"},
        {"6", "hot_water", "m3"},    {"7", "water", "m3"}, {"10", "cooling", "GJ"},
        {"11", "cooling", "GJ"},     {"12", "heat", "GJ"},
    };
    const auto* found =
        std::find_if(std::begin(kinds), std::end(kinds),
                     [type = without_zeros(of.type)](const kind_of_meter& one) { return one.type == type; });
    if (found == std::end(kinds)) return nullptr;
    const bool other_unit = is_time(of.time) && !of.number.empty() && of.unit != found->unit;
    return other_unit ? nullptr : found;
}

bool devices::take(const object& from) {
    const std::string_view code = from.code;
    const bool on_bus =
        code.size() > 4 && code.starts_with("0-") && code[2] >= '1' && code[2] <= '9' && code[3] == ':';
    if (!on_bus) return false;
    device& of = all_.at(static_cast<std::size_t>(code[2] - '1'));
    const std::string_view what = code.substr(4);
    if (what == "24.1.0") {
        of.type = from.groups[0];
    } else if (what == "96.1.0" || what == "96.1.1") {  // the second in Belgium
        of.id = from.groups[0];
        of.has_id = true;
    } else if (what == "24.2.1" || what == "24.2.3") {  // the second in Belgium: not converted to 15 °C
        of.time = from.groups[0];
        split_unit(from.count > 1 ? from.groups[1] : std::string_view(), of.number, of.unit);
        of.has_reading = true;
        broken_ = broken_ || from.count != 2;
    } else if (what == "24.3.0") {  // DSMR 2.2 and 3: time, status, two more, the code, unit, number
        of.time = from.groups[0];
        of.unit = from.count > 5 ? from.groups[5] : std::string_view();
        of.number = from.count > 6 ? from.groups[6] : std::string_view();
        of.has_reading = true;
        broken_ = broken_ || from.count != 7;
    } else {
        return false;
    }
    return true;
}

reject devices::write(sample& out) const {
    if (broken_) return reject::bad_syntax;
    for (std::size_t channel = 0; channel < all_.size(); ++channel) {
        const reject reason = write(channel, out);
        if (reason != reject::none) return reason;
    }
    return reject::none;
}

std::string devices::prefix(std::size_t channel) const {
    const kind_of_meter* const kind = kind_of(all_[channel]);
    const auto first = std::find_if(all_.begin(), all_.end(), [&](const device& one) {
        const kind_of_meter* const other = kind_of(one);
        return one.has_reading && kind != nullptr && other != nullptr && other->name == kind->name;
    });
    std::string text(kind != nullptr ? kind->name : "mbus");
    const bool is_first = first != all_.end() && first - all_.begin() == static_cast<std::ptrdiff_t>(channel);
    if (!is_first) text.append("_").push_back(static_cast<char>('1' + channel));
    return text.append("_");
}

reject devices::write(std::size_t channel, sample& out) const {
    const device& of = all_[channel];
    if (!of.has_id && !of.has_reading) return reject::none;
    std::string name = prefix(channel);
    const std::size_t size = name.size();
    const auto field = [&](std::string_view called) -> value& {
        name.resize(size);
        return out.slot(name.append(called));
    };
    if (of.has_id) read_octets(of.id, field("id"));
    const bool known = kind_of(of) != nullptr;
    if (!known) read_text(of.type, field("type"));
    if (!of.has_reading) return reject::none;
    // Meters give impossible times for devices that have said nothing yet.
    value& time = field("time");
    const bool said = read_time(of.time, time) == reject::none && !of.time.empty() && !of.number.empty();
    value& delivered = field("delivered");
    delivered = std::monostate();
    if (!said) return reject::none;
    const auto number = decimal(of.number);
    if (!number) return reject::bad_number;
    delivered = *number;
    if (!known) read_text(of.unit, field("unit"));
    return reject::none;
}

}  // namespace weir::dsmr
