#include "config/config_files.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

namespace weir {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

std::optional<std::uint32_t> config_files::add(const std::string& path, std::string& why) {
    const bool first = all_.empty();
    if (all_.size() == most_config_files) {
        why = "more than " + std::to_string(most_config_files) + " files";
        return std::nullopt;
    }
    if (first) all_.push_back({path, {}});
    std::string text;
    if (!read(path, !first, text, why)) return std::nullopt;
    const std::size_t left = most_document_bytes - spent_.bytes;
    spent_.bytes += std::min(text.size(), left);  // what is too large leaves no room for others
    if (!first && text.size() > left) {
        why = "the configuration's files are larger than 1 MiB together";
        return std::nullopt;
    }
    if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
    if (!first) all_.push_back({path, {}});
    all_.back().text = std::move(text);
    return static_cast<std::uint32_t>(all_.size() - 1);
}

bool config_files::read(const std::string& path, bool must_be_regular, std::string& text, std::string& why) {
    file_reader::traits its;
    std::error_code failed;
    if (must_be_regular) failed = from_.look(path, its);
    if (!failed && must_be_regular && !its.regular) {
        why = "it is no regular file";
        return false;
    }
    if (!failed) failed = from_.read(path, most_document_bytes - spent_.bytes + 1, text);
    if (failed) why = failed.message();
    return !failed;
}

std::optional<node> config_files::parse(const document_context& in, problems& found) {
    return parse_document(all_.at(in.file).text, in, spent_, found);
}

std::string config_files::folder_of(std::uint32_t file) const {
    return std::filesystem::path(all_.at(file).name).parent_path().string();
}

std::size_t config_files::text_left() const {
    return spent_.text < most_document_text ? most_document_text - spent_.text : 0;
}

std::vector<std::string> parts_in(const std::filesystem::path& folder, const file_reader& from,
                                  problems& found, problems& warnings) {
    std::vector<std::string> names;
    const std::error_code failed = from.list(folder.string(), most_config_files, names);
    if (failed && failed != std::errc::no_such_file_or_directory && failed != std::errc::not_a_directory)
        found.add({}, "cannot read " + folder.string() + ": " + failed.message());
    if (names.size() >= most_config_files)
        found.add({}, folder.string() + " has " + std::to_string(most_config_files) + " files or more");
    std::vector<std::string> paths;
    for (const std::string& name : names) {
        if (name.starts_with('.')) continue;
        const std::string path = (folder / name).string();
        if (name.ends_with(".yaml")) paths.push_back(path);
        if (name.ends_with(".yml")) warnings.add({}, path + " is not read: its name does not end in .yaml");
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace weir
