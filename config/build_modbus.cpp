#include "config/build_modbus.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "config/wording.hpp"
#include "drivers/text.hpp"

namespace weir {

namespace {

using table_name = std::pair<std::string_view, modbus::table>;
constexpr std::array<table_name, 4> tables{{{"input", modbus::table::input},
                                            {"holding", modbus::table::holding},
                                            {"coil", modbus::table::coil},
                                            {"discrete", modbus::table::discrete}}};

spot spot_of(const setting::member& source) {
    return below(below({"sources", {}}, source.name, source.name_at), "modbus", source.value["modbus"].where);
}

std::uint16_t to_16_bits(const setting& number) {
    return static_cast<std::uint16_t>(number.integer());
}

// The one table that the register names; null when there is none, or two.
const table_name* find_table(const setting::member& from, const spot& here, problems& found) {
    const table_name* first = nullptr;
    for (const table_name& each : tables) {
        const setting& address = from.value[each.first];
        if (!is_written(address)) continue;
        if (first == nullptr) {
            first = &each;
            continue;
        }
        found.add(address.where, within(here, "both " + quote(first->first) + " and " + quote(each.first)),
                  "a register has one address");
        return nullptr;
    }
    if (first == nullptr) {
        found.add(from.name_at, within(here, "missing key 'input', 'holding', 'coil' or 'discrete'"),
                  "the register's address stands there");
    }
    return first;
}

class read_builder {
public:
    // All must outlive the builder.
    read_builder(const setting::member& source, std::vector<field_settings>& fields, problems& found)
        : from_(source.value["modbus"]), here_(spot_of(source)), fields_(fields), found_(found) {}

    modbus::read_settings build() {
        if (from_["unit_id"].present()) made_.unit = static_cast<std::uint8_t>(from_["unit_id"].integer());
        made_.timeout = from_["timeout"].duration();
        made_.max_gap = to_16_bits(from_["max_gap"]);
        made_.max_registers = to_16_bits(from_["max_registers"]);
        const spot section = below(here_, "registers", from_["registers"].where);
        for (const setting::member& each : members_of(from_["registers"]))
            take(each, below(section, each.name, each.name_at));
        return std::move(made_);
    }

private:
    void take(const setting::member& from, const spot& here) {
        if (!is_field_name(from.name)) {
            found_.add(from.name_at, within(below(here_, "registers", {}), "bad name " + quote(from.name)),
                       "letters, digits, '_', '-' and '.'");
        }
        if (!from.value.present()) return;
        const table_name* table = find_table(from, here, found_);
        if (table == nullptr) return;
        modbus::register_settings one;
        one.name = from.name;
        one.table = table->second;
        one.as = build_coding(from.value, one.table, here, found_);
        const setting& every = from.value["every"].present() ? from.value["every"] : from_["every"];
        one.every = every.duration();
        take_address(from.value[table->first], one, below(here, table->first, {}));
        annotate(from);
        made_.registers.push_back(std::move(one));
    }

    void take_address(const setting& address, modbus::register_settings& one, const spot& here) {
        const std::uint32_t count = modbus::holds_bits(one.table) ? 1 : modbus::registers_of(one.as);
        check_addresses(address, count, here, found_);
        if (address.present()) one.address = to_16_bits(address);
        if (count <= made_.max_registers) return;
        found_.add(address.where, within(here, "the value takes more than max_registers, " +
                                                   std::to_string(made_.max_registers)));
    }

    // What the source's `fields` say of it goes before.
    void annotate(const setting::member& from) {
        const std::string unit = text_or(from.value["unit"]);
        const std::string device_class = text_or(from.value["class"]);
        if (unit.empty() && device_class.empty()) return;
        const auto said = std::find_if(fields_.begin(), fields_.end(),
                                       [&](const field_settings& each) { return each.from == from.name; });
        if (said == fields_.end()) {
            fields_.push_back({from.name, from.name, unit, device_class});
            return;
        }
        if (said->unit.empty()) said->unit = unit;
        if (said->device_class.empty()) said->device_class = device_class;
    }

    const setting& from_;
    const spot here_;
    std::vector<field_settings>& fields_;
    problems& found_;
    modbus::read_settings made_;
};

}  // namespace

std::optional<modbus::read_settings> build_modbus_read(const setting::member& source,
                                                       std::vector<field_settings>& fields, problems& found) {
    const setting& modbus = source.value["modbus"];
    if (!is_written(modbus)) return std::nullopt;
    if (is_written(source.value["decode"])) {
        const place where = source.value["decode"].where;
        found.add(where,
                  within(below(below({"sources", {}}, source.name, {}), "decode", where),
                         "'decode' beside 'modbus'"),
                  "its registers say what they hold");
    }
    if (is_written(source.value["topic"]) && !is_written(source.value["port"]))
        found.add(modbus.where, within(spot_of(source), "'modbus' without 'port'"));
    if (!modbus.present()) return std::nullopt;
    return read_builder(source, fields, found).build();
}

}  // namespace weir
