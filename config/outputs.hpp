#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/build.hpp"
#include "config/format_kind.hpp"

namespace weir {

// The topic of an output of `source` as a filter: a level that holds {field}, or the name of a level of the
// source's own topic, may be anything.
std::string as_filter(const std::string& topic, const source_settings& source);

// Makes the outputs of sources: what an output does not say comes from the top-level `publish`, then from the
// defaults.
class output_builder {
public:
    // All must outlive the builder.
    output_builder(const setting& root, const settings& so_far, const build_context& with);

    // Needs the name, topic and levels of `made`, which is made of `source`.
    std::vector<publish_settings> build(const setting::member& source, const source_settings& made);

    // The topics of what was built. Without a root (a bad prefix or node id) there are none.
    const std::vector<used_topic>& used() const { return used_; }
    bool root_known() const { return root_known_; }

private:
    // What an output says of `key`, and where.
    struct said {
        const setting& value;
        spot where;
    };
    said look_up(const setting& output, const spot& here, std::string_view key) const;

    publish_settings build_one(const setting& output, const source_settings& source, const spot& here);
    std::optional<batch_settings> build_batch(const setting& output, const spot& here,
                                              const format_kind& format);
    std::optional<std::string> expand_topic(const std::string& text, const said& topic,
                                            const source_settings& source);
    void check_field(const publish_settings& output, const said& topic);
    void use_topic(const std::string& topic, const spot& where, const source_settings& source);

    const setting& common_;
    const settings& so_far_;
    const build_context& with_;
    setting plain_;  // an output that says nothing
    bool root_known_;
    std::vector<used_topic> used_;
};

}  // namespace weir
