#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "config/load.hpp"
#include "daemon/catalogues.hpp"

// Modbus that is configured wrong, each with what is said of it.
namespace weir {
namespace {

using testing::ElementsAre;

// Without their places.
std::vector<std::string> errors_of(const std::string& rest, const std::string& bus = "path: /dev/a") {
    const load_result loaded = parse_config(
        "version: 1\nnode: {id: pi}\nmqtt: {url: \"mqtt://broker\"}\n"
        "ports: {bus: {" +
            bus + "}, other: {path: /dev/c}}\n" + rest,
        "f", all_catalogues());
    EXPECT_FALSE(loaded.settings) << rest;
    std::vector<std::string> found;
    std::istringstream in(loaded.errors);
    constexpr std::string_view mark = ": error: ";
    for (std::string line; std::getline(in, line);) {
        const std::size_t at = line.find(mark);
        if (line.starts_with("f:") && at != line.npos) found.push_back(line.substr(at + mark.size()));
    }
    return found;
}

void expect_source_error(const std::string& source, const std::string& error) {
    EXPECT_THAT(errors_of("sources: {s: {" + source + "}}\n"), ElementsAre(error)) << source;
}
void expect_modbus_error(const std::string& modbus, const std::string& error) {
    expect_source_error("port: bus, modbus: {" + modbus + "}", error + " in sources.s.modbus");
}
void expect_register_error(const std::string& written, const std::string& error) {
    expect_source_error("port: bus, modbus: {registers: {x: {" + written + "}}}",
                        error + " in sources.s.modbus.registers.x");
}
void expect_register_error(const std::string& written, const std::string& error, const std::string& key) {
    expect_source_error("port: bus, modbus: {registers: {x: {" + written + "}}}",
                        error + " in sources.s.modbus.registers.x." + key);
}
void expect_command_error(const std::string& command, const std::string& error) {
    EXPECT_THAT(errors_of("commands: {c: {" + command + "}}\n"), ElementsAre(error)) << command;
}
void expect_value_error(const std::string& modbus, const std::string& error, const std::string& param = "") {
    const std::string params = param.empty() ? "" : ", params: {x: {" + param + "}}";
    expect_command_error("port: bus, modbus: {" + modbus + "}" + params,
                         error + " in commands.c.modbus.value");
}

TEST(broken_modbus, sources_have_keys_that_do_not_fit_together) {
    expect_source_error("port: bus", "missing key 'decode' in sources.s");
    expect_source_error("port: bus, decode: json, modbus: {registers: {x: {input: 0}}}",
                        "'decode' beside 'modbus' in sources.s.decode");
    expect_source_error("topic: t, modbus: {registers: {x: {input: 0}}}",
                        "'modbus' without 'port' in sources.s.modbus");
    expect_modbus_error("unit_id: 1", "missing key 'registers'");
    expect_source_error("port: bus, modbus: {registers: {}}",
                        "expected 1 to 256 entries, got 0 in sources.s.modbus.registers");
    expect_source_error("port: bus, modbus: {registers: {'a b': {input: 0}}}",
                        "bad name 'a b' in sources.s.modbus.registers");
    expect_source_error("port: bus, modbus: {unit_id: 256, registers: {x: {input: 0}}}",
                        "expected 0 to 255, got 256 in sources.s.modbus.unit_id");
    expect_source_error("port: bus, modbus: {max_registers: 126, registers: {x: {input: 0}}}",
                        "expected 1 to 125 registers, got 126 in sources.s.modbus.max_registers");
    expect_source_error("port: bus, modbus: {every: 1, registers: {x: {input: 0}}}",
                        "expected a duration such as 500ms, got '1' in sources.s.modbus.every");
}

TEST(broken_modbus, registers_have_no_address_or_a_wrong_one) {
    expect_register_error("type: f32", "missing key 'input', 'holding', 'coil' or 'discrete'");
    expect_register_error("input: 1, coil: 2", "both 'input' and 'coil'");
    expect_register_error("input: 65536", "expected 0 to 65535, got 65536", "input");
    expect_register_error("input: -1", "expected 0 to 65535, got -1", "input");
    expect_register_error("input: 65535, type: f32", "the value ends behind address 65535", "input");
    expect_register_error("input: 65533, type: u64", "the value ends behind address 65535", "input");
    expect_source_error("port: bus, modbus: {max_registers: 1, registers: {x: {input: 0, type: f32}}}",
                        "the value takes more than max_registers, 1 in sources.s.modbus.registers.x.input");
}

TEST(broken_modbus, registers_hold_what_they_cannot) {
    expect_register_error("input: 1, type: f16",
                          "expected u16, i16, u32, i32, u64, i64, f32, f64 or text, got 'f16'", "type");
    expect_register_error("input: 1, order: AB", "expected ABCD, CDAB, BADC or DCBA, got 'AB'", "order");
    expect_register_error("input: 1, scale: 0", "a scale of 0 leaves nothing of the value", "scale");
    expect_register_error("input: 1, length: 4", "'length' is for text", "length");
    expect_register_error("input: 1, type: text", "text needs a 'length'", "type");
    expect_register_error("input: 1, type: text, length: 126", "expected 1 to 125 registers, got 126",
                          "length");
    expect_register_error("input: 1, type: text, length: 1, order: CDAB", "text cannot be CDAB", "order");
    expect_register_error("input: 1, type: text, length: 1, scale: 2", "'scale' is for numbers, not for text",
                          "scale");
    expect_register_error("input: 1, type: text, length: 1, enum: {1: a}",
                          "'enum' is for numbers, not for text", "enum");
    expect_register_error("coil: 1, type: u16", "'type' is for registers, not for bits", "type");
    expect_register_error("discrete: 1, scale: 2", "'scale' is for registers, not for bits", "scale");
    expect_register_error("coil: 1, bit: 2", "'bit' is for registers, not for bits", "bit");
    expect_register_error("input: 1, bit: 16", "expected 0 to 15, got 16", "bit");
    expect_register_error("input: 1, bit: 1, type: u32", "'type' beside 'bit'", "type");
    expect_register_error("input: 1, bit: 1, offset: 2", "'offset' beside 'bit'", "offset");
}

TEST(broken_modbus, enums_that_are_none) {
    expect_register_error("input: 1, type: f32, enum: {1: a}", "'enum' is for integers and bits", "enum");
    expect_register_error("input: 1, enum: {1: a}, scale: 2", "'scale' beside 'enum'", "scale");
    expect_register_error("input: 1, enum: {}", "expected 1 to 256 entries, got 0", "enum");
    expect_register_error("input: 1, enum: {a: 1}", "expected an integer, got 'a'", "enum");
    expect_register_error("input: 1, enum: {65536: a}", "'65536' cannot be read there", "enum");
    expect_register_error("input: 1, enum: {-1: a}", "'-1' cannot be read there", "enum");
    expect_register_error("coil: 1, enum: {2: a}", "'2' cannot be read there", "enum");
    expect_register_error("input: 1, enum: {16: a, 0x10: b}", "'0x10' stands there twice", "enum");
}

TEST(broken_modbus, ports_that_cannot_speak_it) {
    const std::string source = "sources: {s: {port: bus, modbus: {registers: {x: {input: 0}}}}}\n";
    EXPECT_THAT(errors_of(source, "path: /dev/a, frame: line"),
                ElementsAre("'line' is no frame of Modbus, which source 's' speaks in ports.bus.frame"));
    EXPECT_THAT(errors_of(source, "path: /dev/a, frame: {delimiter: \";\"}"),
                ElementsAre("'line' is no frame of Modbus, which source 's' speaks in ports.bus.frame"));
    EXPECT_THAT(errors_of(source, "path: /dev/a, data_bits: 7"),
                ElementsAre("Modbus RTU needs 8 data bits in ports.bus.data_bits"));
    EXPECT_THAT(errors_of(source, "path: /dev/a, flow_control: xonxoff"),
                ElementsAre("xonxoff would take bytes out of Modbus frames in ports.bus.flow_control"));
}

TEST(broken_modbus, units_that_a_serial_line_does_not_have) {
    const auto source = [](const std::string& unit) {
        return "sources: {s: {port: bus, modbus: {unit_id: " + unit + ", registers: {x: {input: 0}}}}}\n";
    };
    EXPECT_THAT(errors_of(source("0")), ElementsAre("expected 1 to 247, got 0 in sources.s.modbus.unit_id"));
    EXPECT_THAT(errors_of(source("248")),
                ElementsAre("expected 1 to 247, got 248 in sources.s.modbus.unit_id"));
    expect_command_error("port: bus, modbus: {unit_id: 248, coil: 0, value: 1}",
                         "expected 0 to 247, got 248 in commands.c.modbus.unit_id");
}

TEST(broken_modbus, ports_are_shared_with_those_that_do_not_speak_it) {
    const std::string asks = "s: {port: bus, modbus: {registers: {x: {input: 0}}}}";
    EXPECT_THAT(errors_of("sources: {" + asks + ", t: {port: bus, decode: text}}\n"),
                ElementsAre("port 'bus' speaks Modbus to source 's' in sources.t.port"));
    EXPECT_THAT(errors_of("sources: {t: {port: bus, decode: text}, " + asks + "}\n"),
                ElementsAre("port 'bus' does not speak Modbus to source 't' in sources.s.port"));
    EXPECT_THAT(errors_of("sources: {" + asks + "}\ncommands: {c: {port: bus, write: x}}\n"),
                ElementsAre("port 'bus' speaks Modbus to source 's' in commands.c.port"));
    EXPECT_THAT(errors_of("sources: {t: {port: bus, decode: text}}\n"
                          "commands: {c: {port: bus, modbus: {coil: 0, value: 1}}}\n"),
                ElementsAre("port 'bus' does not speak Modbus to source 't' in commands.c.port"));
    EXPECT_THAT(errors_of("sources: {t: {port: bus, decode: text}, u: {port: bus, decode: json}}\n"),
                ElementsAre("port 'bus' is read by source 't' already in sources.u.port"));
}

TEST(broken_modbus, commands_have_keys_that_do_not_fit_together) {
    const std::string modbus = "modbus: {coil: 0, value: 1}";
    expect_command_error("port: bus", "missing key 'write' in commands.c");
    expect_command_error("port: bus, write: x, " + modbus, "'write' beside 'modbus' in commands.c.write");
    expect_command_error("port: bus, cancel: {write: x}, " + modbus,
                         "'cancel' beside 'modbus' in commands.c.cancel");
    EXPECT_THAT(errors_of("commands: {c: {port: bus, expect: x, reject: y, " + modbus + "}}\n"),
                ElementsAre("'expect' beside 'modbus' in commands.c.expect",
                            "'reject' beside 'modbus' in commands.c.reject"));
    expect_command_error("topic: t, " + modbus, "'modbus' without 'port' in commands.c.modbus");
    expect_command_error("port: bus, modbus: {value: 1}",
                         "missing key 'holding' or 'coil' in commands.c.modbus");
    expect_command_error("port: bus, modbus: {coil: 1, holding: 1, value: 1}",
                         "both 'holding' and 'coil' in commands.c.modbus.coil");
    expect_command_error("port: bus, modbus: {coil: 1}", "missing key 'value' in commands.c.modbus");
    expect_command_error("port: bus, modbus: {coil: 1, type: u16, value: 1}",
                         "'type' is for registers, not for bits in commands.c.modbus.type");
    expect_command_error("port: bus, modbus: {holding: 65535, type: f32, value: 1}",
                         "the value ends behind address 65535 in commands.c.modbus.holding");
    expect_command_error("port: bus, modbus: {holding: 1, type: text, length: 124, value: x}",
                         "at most 123 registers are written in commands.c.modbus.length");
    expect_command_error("port: bus, modbus: {holding: 1, enum: {1: a, 2: a}, value: a}",
                         "'a' stands there for two values in commands.c.modbus.enum");
}

TEST(broken_modbus, commands_write_what_does_not_fit) {
    expect_value_error("holding: 1, value: 65536", "65536 does not fit into u16: 0 to 65535");
    expect_value_error("holding: 1, value: -1", "-1 does not fit into u16: 0 to 65535");
    expect_value_error("holding: 1, value: 7000, scale: 0.1", "7000 does not fit into u16: 0 to 6553.5");
    expect_value_error("holding: 1, value: fast", "'fast' is no number");
    expect_value_error("holding: 1, value: fast, enum: {1: slow}", "'fast' is no number and none of slow");
    expect_value_error("holding: 1, value: three, type: text, length: 2", "'three' is longer than 4 bytes");
    expect_value_error("coil: 1, value: 2", "2 is neither 0 nor 1, true nor false");
}

TEST(broken_modbus, commands_write_parameters_that_do_not_fit) {
    expect_value_error("holding: 1, value: '{x}', scale: 0.1",
                       "parameter 'x': 6554 does not fit into u16: 0 to 6553.5", "type: number, max: 6554");
    expect_value_error("holding: 1, value: '{x}'", "parameter 'x': -1 does not fit into u16: 0 to 65535",
                       "type: integer, min: -1");
    expect_value_error("holding: 1, value: '{x}'", "parameter 'x': 70000 does not fit into u16: 0 to 65535",
                       "type: integer, default: 70000");
    expect_value_error("holding: 1, value: '{x}'", "parameter 'x': 'fast' is no number", "enum: [fast]");
    expect_value_error("holding: 1, value: '{x}'", "parameter 'x': text cannot be written there",
                       "type: text");
    expect_value_error("holding: 1, value: '{x}', type: text, length: 2",
                       "parameter 'x': what is written there is text", "type: number");
    expect_value_error("coil: 1, value: '{x}'", "parameter 'x': 5 is neither 0 nor 1, true nor false",
                       "type: integer, max: 5");
    expect_value_error("holding: 1, value: '{x}0'", "expected one parameter or a constant, got '{x}0'",
                       "type: integer");
    expect_value_error("holding: 1, value: '{x}{x}'", "expected one parameter or a constant, got '{x}{x}'",
                       "type: integer");
    expect_value_error("holding: 1, value: '{y}'", "unknown name '{y}'");
    expect_command_error("port: bus, modbus: {coil: 1, value: 1}, params: {x: {type: boolean}}",
                         "'x' is used nowhere in commands.c.params");
}

}  // namespace
}  // namespace weir
