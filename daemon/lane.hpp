#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "daemon/encode/batch.hpp"
#include "daemon/process/stage.hpp"
#include "drivers/decoder.hpp"

namespace weir {

// What a source remembers of its port, or of one of its topics: windows and batches of several topics never
// mix.
struct lane {
    struct output {
        const publish_settings* to;
        std::unique_ptr<batch> gathered;  // null: each sample leaves by itself
    };

    // `source`, which was checked, must outlive the lane. The second is of one of its topics; where the
    // topics of its outputs hold names of levels, these are replaced by what `taken` holds for them.
    explicit lane(const source_settings& source);
    lane(const source_settings& source, const std::vector<std::string_view>& taken);
    lane(const lane&) = delete;
    lane& operator=(const lane&) = delete;

    // When the decoder, a stage or a batch has something to say though nothing comes.
    monotonic_time due() const;
    monotonic_time decoder_due() const;
    // The levels, as fields; where `made` has such a field already, its value stays if `keep`.
    void name_levels(sample& made, bool keep) const;
    // Whether all topics of its outputs can be published to.
    bool has_valid_topics() const;

    std::unique_ptr<weir::decoder> decoder;  // null: samples come ready made
    std::vector<std::unique_ptr<stage>> stages;
    std::vector<std::size_t> timed;  // of `stages`: those that say something by themselves
    std::vector<output> outputs;
    std::vector<batch*> batches;  // of `outputs`

private:
    void make_parts(const source_settings& source);
    void make_outputs(const std::vector<publish_settings>& all);

    const std::vector<std::string>& level_names_;
    std::vector<std::string> levels_;         // beside level_names_; none of a port
    std::vector<publish_settings> expanded_;  // the outputs where their topics name levels
};

}  // namespace weir
