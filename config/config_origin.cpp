#include "config/config_origin.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

namespace weir {

namespace {

namespace fs = std::filesystem;

std::error_code last_error() {
    return {errno, std::generic_category()};
}

}  // namespace

std::error_code disk_files::look(const std::string& path, traits& its) const {
    std::error_code failed;
    const fs::file_status found = fs::status(path, failed);
    if (!fs::exists(found))
        return failed ? failed : std::make_error_code(std::errc::no_such_file_or_directory);
    its.regular = fs::is_regular_file(found);
    its.others_may_read = (found.permissions() & fs::perms::others_read) != fs::perms::none;
    return {};
}

std::error_code disk_files::read(const std::string& path, std::size_t most, std::string& text) const {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return std::make_error_code(std::errc::is_a_directory);
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in.is_open()) return last_error();
    text.assign(most, '\0');
    in.read(text.data(), static_cast<std::streamsize>(most));
    if (in.bad()) return last_error();
    text.resize(static_cast<std::size_t>(in.gcount()));
    text.shrink_to_fit();  // most files are small, and all are kept
    return {};
}

std::error_code disk_files::list(const std::string& folder, std::size_t most,
                                 std::vector<std::string>& names) const {
    std::error_code failed;
    fs::directory_iterator each(folder, failed);
    for (; !failed && each != fs::directory_iterator() && names.size() < most; each.increment(failed))
        names.push_back(each->path().filename().string());
    return failed;
}

void memory_files::add(std::string path, std::string text, bool others_may_read) {
    files_.insert_or_assign(std::move(path), file{std::move(text), others_may_read});
}

std::error_code memory_files::look(const std::string& path, traits& its) const {
    const auto found = files_.find(path);
    if (found == files_.end()) return std::make_error_code(std::errc::no_such_file_or_directory);
    its = {true, found->second.others_may_read};
    return {};
}

std::error_code memory_files::read(const std::string& path, std::size_t most, std::string& text) const {
    const auto found = files_.find(path);
    if (found == files_.end()) return std::make_error_code(std::errc::no_such_file_or_directory);
    text = found->second.text.substr(0, most);
    return {};
}

std::error_code memory_files::list(const std::string& folder, std::size_t most,
                                   std::vector<std::string>& names) const {
    for (const auto& [path, unused] : files_) {
        const fs::path whole(path);
        if (names.size() < most && whole.parent_path() == folder) names.push_back(whole.filename().string());
    }
    return names.empty() ? std::make_error_code(std::errc::no_such_file_or_directory) : std::error_code();
}

config_origin this_machine() {
    static const disk_files files;
    return {files, [](const std::string& name) {
                const char* const value = std::getenv(name.c_str());
                return value == nullptr ? std::nullopt : std::optional<std::string>(value);
            }};
}

}  // namespace weir
