#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.hpp"
#include "drivers/component.hpp"

// Tests of a configuration, as the user writes them beside it: what happens, and what is to come of it.
namespace weir {

// Each port and command has a name that is one of the configuration's (or a built-in command's); each topic
// and filter is valid.
namespace test_steps {

struct repetition {
    std::int64_t times = 1;
    duration every{};  // from one to the next
};
struct send {
    std::string port;
    std::string bytes;
    repetition again;
};
struct message {
    std::string topic;
    std::string payload;
    bool retain = false;
    repetition again;
};
struct wait {
    duration time{};
};
// A payload that is expected: a text as it is; a number or a flag that it says; or JSON: of a map, members
// that it has among others.
struct expect {
    std::string topic;  // a filter
    std::optional<boost::json::value> payload;
    double tolerance = 0;
    std::optional<bool> retain;
    duration within{};
};
struct expect_none {
    std::string topic;  // a filter; empty: of what is written to the port
    std::string port;
    std::optional<boost::json::value> payload;
    duration time{};
};
struct device {
    std::string port;
    std::string expect;
    std::string answer;
    duration within{};
    bool always = false;
};
struct call {
    std::string command;
    boost::json::object request;  // but its id
};
struct cancel {
    std::string command;
};
struct outcome {
    std::string command;
    boost::json::object how;  // of the answer, among others
    duration within{};
};
struct plug {
    std::string port;
    bool in = true;
};
struct broker {
    bool up = true;
};
struct stop {};

using any =
    std::variant<send, message, wait, expect, expect_none, device, call, cancel, outcome, plug, broker, stop>;

}  // namespace test_steps

struct test_step {
    place where;
    std::string name;  // its key
    test_steps::any does;
};

struct test_case {
    std::string name;
    place where;
    bool strict = false;
    std::vector<test_step> steps;
};

struct test_file {
    std::string file;
    weir::settings settings;  // of the configuration that is tested
    std::vector<test_case> tests;
};

struct test_file_result {
    std::optional<test_file> tests;  // absent when there is an error
    std::string errors;              // of the tests or of their configuration, as load_config() gives them
};

// Reads and checks a file of tests and the configuration that it names. Never throws for what the files hold.
test_file_result load_test_file(const std::string& path, const catalogues& known);

// The same from memory, with a configuration; `name` stands for the file in messages.
test_file_result parse_test_file(std::string_view text, const std::string& name, const settings& tested,
                                 const catalogues& known);

// The reference of such files (Markdown).
std::string test_reference();

}  // namespace weir
