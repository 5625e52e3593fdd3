#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>

#include "drivers/component.hpp"
#include "drivers/option.hpp"

// The parts of the JSON Schema that need no look at other parts.
namespace weir {

// A value that is one alone: neither list, map, group nor component.
boost::json::object scalar_form(const shape& form);
// The frame of a list ("array") or a map ("object"): may stand in a file of its own (`!include`), which a
// validator sees as the name of that file.
boost::json::object structured_form(std::string_view type);
// `${NAME}`, which may stand in every scalar.
boost::json::object variable_form();

// The lengths of a list, the entries of a map, a number's range: as keywords with these names.
void limit(boost::json::object& made, const shape& form, std::string_view least, std::string_view most);

bool is_structured(const shape& form);  // a list, a map or a group
bool has_required(std::span<const option> members);
// Whether nothing (`ports:` alone) is a value of this form.
bool takes_nothing(const shape& form);
// Whether all texts that one may think of are, `${NAME}` as well.
bool takes_any_text(const shape& form);
// Whether its name alone will do: `json`.
bool stands_alone(const component& what);

// The default, with its own type; what.preset is not empty.
boost::json::value preset_of(const option& what);
// "Speed of the line. (an integer, 50 to 4000000 Bd; 9600 when not given)"
std::string description_of(const option& what);

}  // namespace weir
