#include "config/pretty_json.hpp"

#include <boost/json/serialize.hpp>

#include "config/wording.hpp"

namespace weir {

namespace {

namespace json = boost::json;

constexpr std::size_t line_length = 100;

// What stands between and around the members: blanks, or line feeds and `indent`.
struct layout {
    bool one_line = true;
    std::size_t indent = 0;
};

void write(std::string& out, const json::value& what, layout in);

void write_member(std::string& out, const json::value& what, layout in) {
    write(out, what, in);
}
void write_member(std::string& out, const json::key_value_pair& what, layout in) {
    out += json::serialize(json::string(what.key())) + ": ";
    write(out, what.value(), in);
}

template <class Members>
void write_all(std::string& out, const Members& members, layout in) {
    const layout inside{in.one_line, in.indent + 2};
    for (const auto& each : members) {
        if (&each != members.begin()) out += in.one_line ? ", " : ",";
        if (!in.one_line) out.append(1, '\n').append(inside.indent, ' ');
        write_member(out, each, inside);
    }
    if (!in.one_line) out.append(1, '\n').append(in.indent, ' ');
}

void write_as(std::string& out, const json::value& what, layout in) {
    if (const auto* items = what.if_array()) {
        out += '[';
        write_all(out, *items, in);
        out += ']';
    } else if (const auto* members = what.if_object()) {
        out += '{';
        write_all(out, *members, in);
        out += '}';
    } else if (const auto* number = what.if_double()) {
        out += show_number(*number);
    } else {
        out += json::serialize(what);
    }
}

void write(std::string& out, const json::value& what, layout in) {
    std::string line;
    write_as(line, what, {});
    if (in.one_line || !what.is_structured() || in.indent + line.size() <= line_length) {
        out += line;
    } else {
        write_as(out, what, in);
    }
}

}  // namespace

std::string pretty_json(const boost::json::value& what) {
    std::string out;
    write(out, what, {.one_line = false});
    return out;
}

}  // namespace weir
