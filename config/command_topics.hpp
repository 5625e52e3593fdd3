#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/build.hpp"

namespace weir {

// Checks the topics of commands: they are whole topics, none of weir's own, and no answer is awaited where
// weir itself publishes.
class command_topics {
public:
    // Needs the node, mqtt and the sources in `so_far`. `found` must outlive this.
    command_topics(const settings& so_far, problems& found);

    // The topic that stands at `key`; empty when there is none.
    std::string take(const setting::member& command, std::string_view key);
    void check_reply(const setting::member& command, const command_settings& made);

private:
    std::string why_bad(const std::string& topic) const;
    void complain(const setting::member& command, std::string_view key, std::string what, std::string hint);

    problems& found_;
    std::string root_;  // empty: not known
    std::vector<used_topic> outputs_;
};

}  // namespace weir
