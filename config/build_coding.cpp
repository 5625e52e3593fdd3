#include <algorithm>
#include <array>

#include "config/build_modbus.hpp"
#include "config/wording.hpp"
#include "drivers/raw/names.hpp"

namespace weir {

namespace {

template <class Names>
std::size_t index_in(const Names& names, const setting& choice) {
    const auto found = std::find(names.begin(), names.end(), text_or(choice));
    return found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin());
}

class coding_builder {
public:
    // All must outlive the builder.
    coding_builder(const setting& from, const spot& here, problems& found)
        : from_(from), here_(here), found_(found) {}

    modbus::coding build(modbus::table in) {
        made_.scale = from_["scale"].number();
        made_.offset = from_["offset"].number();
        made_.type = modbus::value_type(index_in(modbus::type_names, from_["type"]));
        made_.order = modbus::byte_order(index_in(modbus::order_names, from_["order"]));
        const bool bit_table = modbus::holds_bits(in);
        if (bit_table) {
            take_bit();
            refuse({"type", "order", "length", "bit", "scale", "offset"}, "is for registers, not for bits");
        } else if (is_written(from_["bit"])) {
            take_bit();
            refuse({"type", "length", "scale", "offset"}, "beside 'bit'");
        } else if (made_.type == modbus::value_type::text) {
            take_text();
        } else {
            take_number();
        }
        take_names();
        return std::move(made_);
    }

private:
    void complain(std::string_view key, std::string what, std::string hint = {}) {
        const place where = from_[key].where;
        found_.add(where, within(below(here_, key, where), std::move(what)), std::move(hint));
    }

    void refuse(std::initializer_list<std::string_view> keys, const std::string& why) {
        for (const std::string_view key : keys) {
            if (is_written(from_[key])) complain(key, quote(key) + " " + why);
        }
    }

    void take_bit() {
        made_.type = modbus::value_type::bit;
        if (from_["bit"].present()) made_.bit = static_cast<std::uint8_t>(from_["bit"].integer());
    }

    void take_text() {
        refuse({"scale", "offset", "enum"}, "is for numbers, not for text");
        if (from_["length"].present()) {
            made_.length = static_cast<std::uint16_t>(from_["length"].integer());
        } else if (!is_written(from_["length"])) {
            complain("type", "text needs a 'length'", "how many registers it takes, two bytes each");
        }
        if (made_.order == modbus::byte_order::cdab || made_.order == modbus::byte_order::dcba)
            complain("order", "text cannot be " + text_or(from_["order"]), "it is ABCD or BADC");
    }

    void take_number() {
        refuse({"length"}, "is for text");
        if (from_["scale"].present() && made_.scale == 0)
            complain("scale", "a scale of 0 leaves nothing of the value");
        if (!is_written(from_["enum"])) return;
        refuse({"scale", "offset"}, "beside 'enum'");
        if (modbus::form_of(made_.type).is_float) complain("enum", "'enum' is for integers and bits");
    }

    void take_names() {
        const number_form form = modbus::form_of(made_.type);
        if (made_.type == modbus::value_type::text || form.is_float) return;
        problems its;
        made_.names = read_names(from_["enum"], form, its);
        const spot section = below(here_, "enum", from_["enum"].where);
        for (const problem& each : its.all())
            found_.add(each.where, within(section, each.message), each.hint);
    }

    const setting& from_;
    const spot& here_;
    problems& found_;
    modbus::coding made_;
};

}  // namespace

modbus::coding build_coding(const setting& group, modbus::table in, const spot& here, problems& found) {
    return coding_builder(group, here, found).build(in);
}

void check_addresses(const setting& address, std::uint32_t count, const spot& here, problems& found) {
    constexpr std::uint32_t most = 65535;
    if (!address.present() || address.integer() + count - 1 <= most) return;
    found.add(address.where, within(here, "the value ends behind address 65535"),
              "it takes " + std::to_string(count) + " registers");
}

}  // namespace weir
