#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/fill.hpp"
#include "config/settings.hpp"
#include "drivers/component.hpp"

// From filled tables to the structs of settings.hpp, with all the checks that no table can express. What was
// already wrong is skipped here: it has its problem.
namespace weir {

struct build_context {
    const catalogues& known;
    problems& found;
    std::string file;  // relative paths of certificates count from its folder
};

// Complete only if no problem was found, here or before.
settings build_settings(const setting& root, const build_context& with);

// Its parts.
mqtt_settings build_mqtt(const setting& mqtt, const build_context& with);
std::vector<port_settings> build_ports(const setting& ports, const build_context& with);
// The line of one port, of whatever its table gives.
serial_line build_line(const setting::member& port, problems& found);
// That a port with `reopen` has a source that can become stale.
void check_reopen(const setting& ports, const settings& all, problems& found);
// Adds to the ports in `so_far`, made of `ports`, where their bad frames go; needs the node and mqtt, too.
void build_quarantines(const setting& ports, settings& so_far, const build_context& with);
// Needs the node, mqtt and the ports in `so_far`.
std::vector<source_settings> build_sources(const setting& root, const settings& so_far,
                                           const build_context& with);

// Gives the ports without `frame` the framer that their sources' decoders want. `all` has its ports and
// sources, `ports` in the same order.
void settle_decoder_frames(const setting& ports, settings& all, const build_context& with);

// Needs the node, mqtt, the ports and the sources in `so_far`.
std::vector<command_settings> build_commands(const setting& section, const settings& so_far,
                                             const build_context& with);

// A topic of the configuration, as a filter: {field} counts as +, and so do names of the source's levels.
struct used_topic {
    std::string filter;
    spot where;
    std::string source;  // empty: none, but a port's quarantine
    // The same with an ordinary name for {field}: one that is called like weir's own topics would have to be
    // renamed, but most never are. What levels hold is for others to choose.
    std::string usual = filter;
};

// That no output meets another output or weir's own topics under `root` ("weir/greenhouse-pi"), and no input
// takes what weir publishes.
void check_topics(const std::string& root, const std::vector<used_topic>& outputs,
                  const std::vector<used_topic>& inputs, problems& found);

// Names of ports, sources and commands: [a-z][a-z0-9_-]*.
void check_name(const setting::member& named, const std::string& section, problems& found);

// did_you_mean(), as long as few problems were found: nobody reads more hints, and among a thousand names
// each takes its time.
std::string hint_at(std::string_view word, std::span<const std::string_view> among, const problems& found);

// What a setting holds, or the other when it is absent.
std::string text_or(const setting& what, std::string_view other = {});
const setting::map& members_of(const setting& what);

}  // namespace weir
