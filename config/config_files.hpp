#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config_origin.hpp"
#include "config/document.hpp"
#include "config/report.hpp"

namespace weir {

inline constexpr std::size_t most_config_files = 256;

// The files of one configuration, within its bounds.
class config_files {
public:
    // The origin must outlive this.
    explicit config_files(const file_reader& from) : from_(from) {}

    // Reads one more and gives its number; nothing, and `why`, when that cannot be. All but the first must be
    // regular files. The first one has a name even if it cannot be read.
    std::optional<std::uint32_t> add(const std::string& path, std::string& why);

    // Its YAML; nothing when it cannot be used, and perhaps no problem, when it is empty.
    std::optional<node> parse(const document_context& in, problems& found);

    const std::vector<config_text>& all() const { return all_; }
    std::string folder_of(std::uint32_t file) const;

    // What scalars may still grow by, and that they do.
    std::size_t text_left() const;
    void spend_text(std::size_t bytes) { spent_.text += bytes; }

    std::vector<config_text> take() { return std::move(all_); }

private:
    bool read(const std::string& path, bool must_be_regular, std::string& text, std::string& why);

    const file_reader& from_;
    std::vector<config_text> all_;
    document_extent spent_;
};

// The paths of the *.yaml in the folder, by name, without hidden ones; none when there is no folder. *.yml
// are warned of.
std::vector<std::string> parts_in(const std::filesystem::path& folder, const file_reader& from,
                                  problems& found, problems& warnings);

}  // namespace weir
