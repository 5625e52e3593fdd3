#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/fill.hpp"
#include "config/schema.hpp"
#include "daemon/catalogues.hpp"
#include "tests/support/schema_places.hpp"

// verdicts: what weir says of all kinds of values at each place of the configuration, a JSON object a line:
// {"at": "/properties/mqtt", "value": "[]", "problems": ["expected a map, got a list"]}. Whoever judges by
// the schema should say the same.
namespace {

using namespace weir;

constexpr std::array values{
    "5",        "\"5\"",  "-1",           "1.5",     "0x10",        "5000000000",    "true",   "yes",
    "off",      "word",   "\"\"",         "500ms",   "64KiB",       "1kB",           "5 s",    "~",
    "\"true\"", "[]",     "[5]",          "[1, 2]",  "[5, true]",   "[word, other]", "[{}]",   "[~]",
    "{}",       "{a: 5}", "{a: ~}",       "{a: {}}", "{a: [1, 2]}", "{a: word}",     "{0: a}", "[[1, 2]]",
    "{zzz: 1}", "[open]", "[open, open]",
};

std::vector<std::string> values_for(const shape& form, const catalogues& known) {
    std::vector<std::string> all(values.begin(), values.end());
    for (const shape* each = &form; each != nullptr; each = each->or_else) {
        for (const std::string_view choice : each->choices)
            all.emplace_back(choice);
        for (const component* named : catalogue_of(known, each->from)) {
            const std::string name(named->name);
            all.insert(all.end(), {name, "{" + name + ": {}, zzz: 1}", "{" + name + ": {zzz: 1}}"});
            for (const char* argument : values)
                all.push_back("{" + name + ": " + argument + "}");
        }
    }
    return all;
}

boost::json::array judge(const std::string& value, const shape& form, const catalogues& known) {
    problems found;
    const auto document = parse_document("value: " + value, found);
    if (document) filler(known, found).fill(document->entries.at(0).value, form, {"value", {1, 1}});
    boost::json::array messages;
    for (const problem& each : found.all())
        messages.emplace_back(each.message);
    return messages;
}

}  // namespace

int main() {
    const catalogues known = all_catalogues();
    const boost::json::value schema = boost::json::parse(json_schema(known));
    for (const auto& [pointer, form] : test::all_schema_places(schema, known)) {
        for (const std::string& value : values_for(form, known)) {
            const boost::json::object verdict{
                {"at", pointer}, {"value", value}, {"problems", judge(value, form, known)}};
            std::cout << boost::json::serialize(verdict) << '\n';
        }
    }
}
