#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"

// The parameters of a command: what a request gives is checked, then put into templates. Pure.
namespace weir {

// The values of a command's parameters, in the order of its settings.
using param_values = std::vector<value>;

// Why a request's parameters were refused: which, what it got and what it takes. Empty: they were not.
using why_refused = std::string;

// `given`: a request's `params`. What is left out gets its default.
why_refused take_params(const command_settings& command, const boost::json::object& given,
                        param_values& into);
// A payload that is no JSON object: the value of the only parameter. Empty: nothing was given.
why_refused take_plain(const command_settings& command, std::string_view payload, param_values& into);

boost::json::object params_to_json(const command_settings& command, const param_values& values);

// A template with each {param} replaced: as it is; escaped, for a pattern.
std::string render(std::string_view text, const command_settings& command, const param_values& values);
std::string render_pattern(std::string_view text, const command_settings& command,
                           const param_values& values);

}  // namespace weir
