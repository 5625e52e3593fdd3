#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "drivers/component.hpp"

namespace weir::test {

// A form of the option tables, and where the JSON Schema has it, as a JSON pointer: "/properties/mqtt".
struct schema_place {
    std::string pointer;
    shape form;
};

// Every form that a configuration may reach, as the tables have them; a component's argument counts with its
// slot. `schema` is asked how it says alternatives only: a place that it lacks is among them.
std::vector<schema_place> all_schema_places(const boost::json::value& schema, const catalogues& known);

}  // namespace weir::test
