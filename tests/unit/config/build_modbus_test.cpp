#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

namespace weir {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

settings load(const std::string& rest) {
    load_result loaded = parse_config(
        "version: 1\nnode: {id: pi}\nmqtt: {url: \"mqtt://broker\"}\n"
        "ports: {bus: {path: /dev/a}, gateway: {path: /dev/b, frame: modbus-tcp}, other: {path: /dev/c}}\n" +
            rest,
        "f", all_catalogues());
    EXPECT_EQ(loaded.errors, "") << rest;
    return loaded.settings.value_or(settings{});
}

source_settings load_source(const std::string& source) {
    const settings all = load("sources:\n  meter: {" + source + "}\n");
    return all.sources.empty() ? source_settings{} : all.sources.front();
}

modbus::register_settings load_register(const std::string& written) {
    const source_settings source = load_source("port: bus, modbus: {registers: {x: {" + written + "}}}");
    EXPECT_TRUE(source.modbus && source.modbus->registers.size() == 1) << written;
    return source.modbus && !source.modbus->registers.empty() ? source.modbus->registers.front()
                                                              : modbus::register_settings{};
}

command_settings load_command(const std::string& command) {
    const settings all = load("commands:\n  one: {" + command + "}\n");
    return all.commands.empty() ? command_settings{} : all.commands.front();
}

modbus::write_settings load_write(const std::string& modbus, const std::string& more = "") {
    return load_command("port: bus, modbus: {" + modbus + "}" + more)
        .modbus.value_or(modbus::write_settings{});
}

TEST(build_modbus, a_source_has_defaults_for_all_but_its_registers) {
    const source_settings source = load_source("port: bus, modbus: {registers: {power: {input: 12}}}");
    EXPECT_EQ(source.decode.kind, nullptr);
    EXPECT_THAT(source.fields, IsEmpty());
    ASSERT_TRUE(source.modbus);
    EXPECT_EQ(source.modbus->unit, 1);
    EXPECT_EQ(source.modbus->timeout, 1s);
    EXPECT_EQ(source.modbus->max_gap, 8);
    EXPECT_EQ(source.modbus->max_registers, 125);
    ASSERT_EQ(source.modbus->registers.size(), 1U);
    const modbus::register_settings& power = source.modbus->registers[0];
    EXPECT_EQ(power.name, "power");
    EXPECT_EQ(power.table, modbus::table::input);
    EXPECT_EQ(power.address, 12);
    EXPECT_EQ(power.every, 1s);
    EXPECT_EQ(power.as.type, modbus::value_type::u16);
    EXPECT_EQ(power.as.order, modbus::byte_order::abcd);
    EXPECT_EQ(power.as.scale, 1);
    EXPECT_EQ(power.as.offset, 0);
    EXPECT_THAT(power.as.names, IsEmpty());
}

TEST(build_modbus, a_source_says_how_it_asks) {
    const source_settings source = load_source(
        "port: bus, modbus: {unit_id: 247, every: 2s, timeout: 300ms, max_gap: 0, max_registers: 2, "
        "registers: {a: {holding: 0x10, type: f32}, b: {coil: 65535, every: 1min}}}");
    ASSERT_TRUE(source.modbus);
    EXPECT_EQ(source.modbus->unit, 247);
    EXPECT_EQ(source.modbus->timeout, 300ms);
    EXPECT_EQ(source.modbus->max_gap, 0);
    EXPECT_EQ(source.modbus->max_registers, 2);
    EXPECT_EQ(source.modbus->registers.at(0).address, 16);
    EXPECT_EQ(source.modbus->registers.at(0).every, 2s);
    EXPECT_EQ(source.modbus->registers.at(1).address, 65535);
    EXPECT_EQ(source.modbus->registers.at(1).every, 1min);
}

TEST(build_modbus, a_register_says_what_it_holds) {
    const auto scaled = load_register("holding: 1, type: i32, order: CDAB, scale: 0.1, offset: -40");
    EXPECT_EQ(scaled.table, modbus::table::holding);
    EXPECT_EQ(scaled.as.type, modbus::value_type::i32);
    EXPECT_EQ(scaled.as.order, modbus::byte_order::cdab);
    EXPECT_EQ(scaled.as.scale, 0.1);
    EXPECT_EQ(scaled.as.offset, -40);
    const auto text = load_register("input: 65531, type: text, length: 5, order: BADC");
    EXPECT_EQ(text.as.type, modbus::value_type::text);
    EXPECT_EQ(text.as.length, 5);
    const auto bit = load_register("input: 7, bit: 15, order: BADC");
    EXPECT_EQ(bit.as.type, modbus::value_type::bit);
    EXPECT_EQ(bit.as.bit, 15);
    EXPECT_EQ(bit.as.order, modbus::byte_order::badc);
    EXPECT_EQ(load_register("discrete: 7").table, modbus::table::discrete);
    EXPECT_EQ(load_register("coil: 7").as.type, modbus::value_type::bit);
    EXPECT_THAT(load_register("coil: 7, enum: {0: closed, 1: open}").as.names,
                ElementsAre(Pair(0, "closed"), Pair(1, "open")));
    EXPECT_THAT(load_register("input: 7, type: i16, enum: {-1: broken, 0x10: off}").as.names,
                ElementsAre(Pair(-1, "broken"), Pair(16, "off")));
}

TEST(build_modbus, what_registers_say_of_their_fields_goes_to_the_fields) {
    const source_settings source = load_source(
        "port: bus, fields: {u: {from: voltage, unit: mV}}, modbus: {registers: {"
        "voltage: {input: 0, unit: V, class: voltage}, power: {input: 1, unit: W}, plain: {input: 2}}}");
    ASSERT_EQ(source.fields.size(), 2U);
    EXPECT_EQ(source.fields[0].name, "u");
    EXPECT_EQ(source.fields[0].from, "voltage");
    EXPECT_EQ(source.fields[0].unit, "mV");
    EXPECT_EQ(source.fields[0].device_class, "voltage");
    EXPECT_EQ(source.fields[1].name, "power");
    EXPECT_EQ(source.fields[1].from, "power");
    EXPECT_EQ(source.fields[1].unit, "W");
    EXPECT_EQ(source.fields[1].device_class, "");
}

TEST(build_modbus, many_share_a_port_and_it_gets_its_framer) {
    const settings all = load(
        "sources:\n"
        "  one: {port: bus, modbus: {unit_id: 1, registers: {x: {input: 0}}}}\n"
        "  two: {port: bus, modbus: {unit_id: 2, registers: {x: {input: 0}}}}\n"
        "  far: {port: gateway, modbus: {unit_id: 255, registers: {x: {input: 0}}}}\n"
        "  listens: {port: other, decode: text}\n"
        "commands:\n"
        "  all-off: {port: bus, modbus: {unit_id: 0, coil: 3, value: false}}\n"
        "  asks: {port: other, write: x}\n");
    ASSERT_EQ(all.sources.size(), 4U);
    EXPECT_EQ(all.sources[1].port, 0U);
    EXPECT_EQ(all.ports[0].frame.kind->name, "modbus-rtu");
    EXPECT_EQ(all.ports[1].frame.kind->name, "modbus-tcp");
    EXPECT_EQ(all.ports[2].frame.kind->name, "line");
    EXPECT_EQ(all.commands.at(0).modbus->unit, 0);
    problems found;
    EXPECT_NE(make_framer(all.ports[0].frame, found), nullptr);
}

TEST(build_modbus, a_command_writes_a_constant) {
    const command_settings command = load_command("port: bus, modbus: {unit_id: 2, holding: 40, value: 0}");
    EXPECT_EQ(command.write, "");
    EXPECT_EQ(command.expect, "");
    ASSERT_TRUE(command.modbus);
    EXPECT_EQ(command.modbus->unit, 2);
    EXPECT_EQ(command.modbus->table, modbus::table::holding);
    EXPECT_EQ(command.modbus->address, 40);
    EXPECT_FALSE(command.modbus->multiple);
    EXPECT_EQ(std::get<value>(command.modbus->what), value(std::int64_t{0}));
    EXPECT_EQ(std::get<value>(load_write("holding: 1, value: 0x1F").what), value(std::int64_t{31}));
    EXPECT_EQ(std::get<value>(load_write("holding: 1, value: 6553.5, scale: 0.1").what), value(6553.5));
    EXPECT_EQ(std::get<value>(load_write("holding: 1, value: -1.5, type: f32").what), value(-1.5));
    EXPECT_EQ(std::get<value>(load_write("holding: 1, value: 'on', enum: {7: 'on'}").what),
              value(std::string("on")));
    EXPECT_EQ(std::get<value>(load_write("holding: 1, value: 12, type: text, length: 2").what),
              value(std::string("12")));
    EXPECT_EQ(std::get<value>(load_write("coil: 1, value: true, multiple: true").what),
              value(std::string("true")));
    EXPECT_TRUE(load_write("coil: 1, value: true, multiple: true").multiple);
}

TEST(build_modbus, a_command_writes_a_parameter) {
    const auto param = [](const std::string& modbus, const std::string& of) {
        return std::get<std::size_t>(
            load_write(modbus + ", value: '{x}'", ", params: {x: {" + of + "}}").what);
    };
    EXPECT_EQ(param("holding: 40, scale: 0.1", "type: number, min: 0, max: 50"), 0U);
    EXPECT_EQ(param("holding: 40", "type: number"), 0U);
    EXPECT_EQ(param("holding: 40", "type: integer, min: 0, max: 65535, default: 7"), 0U);
    EXPECT_EQ(param("holding: 40", "type: boolean"), 0U);
    EXPECT_EQ(param("coil: 40", "type: boolean"), 0U);
    EXPECT_EQ(param("coil: 40", "enum: ['on', 'off']"), 0U);
    EXPECT_EQ(param("coil: 40, enum: {0: CLOSE, 1: OPEN}", "enum: [OPEN, CLOSE]"), 0U);
    EXPECT_EQ(param("holding: 40, enum: {0: slow, 9: fast}", "enum: [slow, fast]"), 0U);
    EXPECT_EQ(param("holding: 40, type: text, length: 4", "type: text"), 0U);
    EXPECT_EQ(param("holding: 40, type: text, length: 4", "enum: [one, two]"), 0U);
}

}  // namespace
}  // namespace weir
