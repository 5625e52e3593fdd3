#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/build.hpp"
#include "config/pattern_budget.hpp"

// The parts of build_commands().
namespace weir {

spot spot_of_command(const setting::member& command);

bool is_param_name(std::string_view name);  // [a-z_][a-z0-9_]*

// `delimiter`: of the command's port.
std::vector<param_settings> build_params(const setting::member& command, const std::string& delimiter,
                                         pattern_budget& patterns, problems& found);

// The one of this name; null when there is none.
const param_settings* find_param(const std::vector<param_settings>& among, std::string_view name);

// Values that the parameter may have, as far as that is known: the outermost ones, its words, its default.
std::vector<value> samples_of(const param_settings& param);

// That templates name parameters, that all parameters are used, there or by `encode`, which may be null, and
// that patterns are some.
void check_templates(const setting::member& command, const std::vector<param_settings>& params,
                     const encoder* encode, pattern_budget& patterns, problems& found);

// `encode` of a command; null when it has none, or a broken one, which has its problem then.
std::shared_ptr<const encoder> build_encode(const setting::member& command,
                                            const std::vector<param_settings>& params, catalogue encoders,
                                            problems& found);

// `require`, `run_when` and `for` of a command; expressions are known to be some.
void build_conditions(const setting::member& from, const std::vector<source_settings>& sources,
                      command_settings& command, problems& found);

// What commands say of each other, and what follows from that. `commands` are those of `section`, in its
// order.
void link_commands(const setting& section, std::vector<command_settings>& commands, problems& found);

}  // namespace weir
