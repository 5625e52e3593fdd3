#include "daemon/encode/json_value.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "daemon/encode/format.hpp"

namespace weir {

namespace {

void append_members(std::string& to, const boost::json::object& all) {
    const char* between = "";
    for (const auto& [name, held] : all) {
        to += between;
        append_json_text(to, name);
        to += ':';
        append_json_value(to, held);
        between = ",";
    }
}

void append_items(std::string& to, const boost::json::array& all) {
    const char* between = "";
    for (const boost::json::value& held : all) {
        to += between;
        append_json_value(to, held);
        between = ",";
    }
}

}  // namespace

boost::json::value to_json(const value& what) {
    if (const auto* text = std::get_if<std::string>(&what)) return boost::json::value(*text);
    if (const auto* truth = std::get_if<bool>(&what)) return *truth;
    if (const auto* whole = std::get_if<std::int64_t>(&what)) return *whole;
    if (const auto* number = std::get_if<double>(&what)) return *number;
    return nullptr;
}

void append_json_value(std::string& to, const boost::json::value& what) {
    if (what.is_object()) {
        to += '{';
        append_members(to, what.get_object());
        to += '}';
    } else if (what.is_array()) {
        to += '[';
        append_items(to, what.get_array());
        to += ']';
    } else if (what.is_double()) {
        append_json(to, value(what.get_double()));
    } else if (what.is_int64()) {
        append_json(to, value(what.get_int64()));
    } else if (what.is_bool()) {
        append_json(to, value(what.get_bool()));
    } else if (what.is_string()) {
        append_json_text(to, what.get_string());
    } else {
        to += boost::json::serialize(what);
    }
}

std::string to_text(const boost::json::value& what) {
    std::string text;
    append_json_value(text, what);
    return text;
}

}  // namespace weir
